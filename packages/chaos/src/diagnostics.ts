// The diagnostics channel of chaos.
import { CallChannel, safeUrl, type AttemptRecord, type CallReference } from '@sluice/core/plugin';
import type { HttpRequest } from '@sluice/core';
import type { ChaosFault } from './faults.ts';

/** A message of the channel `sluice:chaos`: an attempt gets a fault. */
export interface ChaosMessage extends CallReference {
  /** The method. */
  readonly method: string;
  /** The URL without user info, fragment and query values. */
  readonly url: string;
  /** The attempt. */
  readonly attempt: AttemptRecord;
  /** The fault that the attempt gets. */
  readonly fault: ChaosFault;
  /** The seed of the client's draws. */
  readonly seed: number;
}

const channel = new CallChannel<Omit<ChaosMessage, keyof CallReference>>('sluice:chaos');

/** Publishes that an attempt gets a fault. */
export function publishFault(request: HttpRequest, fault: ChaosFault, seed: number): void {
  if (!channel.active) return;
  const { attempt, method, url, call } = request;
  channel.publish(call, { method, url: safeUrl(url), attempt: attempt.record, fault, seed });
}
