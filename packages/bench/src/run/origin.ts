// Starts the origin.
import type { OriginProcess } from '@sluice/fixtures';
import type { OriginReady } from '../origin/origin.ts';
import { startProcess } from './processes.ts';

/** Event loops of the origin: two are faster than every client. */
const LOOPS = 2;

/** Starts the origin in its own process. */
export function startOrigin(): Promise<OriginProcess<OriginReady>> {
  return startProcess<OriginReady>('origin/origin', [String(LOOPS)]);
}
