// The common parts of scenarios with retries: got and Sluice with the same delays, and one item per call.
import type { FaultOrigin } from '@sluice/fixtures';
import type { Row } from '../model.ts';
import type { Work } from '../workloads/index.ts';
import type { Comparison, Findings } from './scenario.ts';

/** The wait between two attempts, in ms. */
export const BACKOFF = 100;

/** Both clients with retries, {@link BACKOFF} apart. */
export const WITH_RETRIES: Pick<Comparison, 'plain' | 'sluice'> = {
  plain: { kind: 'got', retryDelay: BACKOFF },
  sluice: { kind: 'sluice', options: { retry: { minDelay: BACKOFF, maxDelay: BACKOFF } } },
};

/**
 * Calls of `/item`, whose query identifies the call for the origin.
 * @param whole whether the call reads the body too. Default: the body is read after the call
 */
export function callItems(origin: FaultOrigin, calls: number, inFlight: number, whole = false): Work {
  return {
    kind: 'calls',
    input: {
      urls: [origin.url('/item?n={n}')],
      calls,
      inFlight,
      read: 'all',
      end: true,
      ...(whole && { options: { whole } }),
    },
  };
}

/** The findings of a scenario with one comparison. */
export function findingsOf(row: Row, finding: string): Findings {
  return { groups: [{ title: 'Retry on', rows: [row] }], finding };
}
