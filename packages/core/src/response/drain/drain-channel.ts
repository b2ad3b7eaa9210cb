import diagnostics_channel from 'node:diagnostics_channel';
import type { Attempt } from '../../history/attempt.ts';
import type { DrainResult } from '../../history/drain-result.ts';

/** What the channel `sluice:drain` carries, once per body that was thrown away. */
export interface DrainMessage {
  /** The attempt whose body it was. */
  readonly attempt: Attempt;
  /** How the drain went. */
  readonly result: DrainResult;
}

const drain = diagnostics_channel.channel('sluice:drain');

export function publishDrain(attempt: Attempt, result: DrainResult): void {
  if (drain.hasSubscribers) drain.publish({ attempt, result } satisfies DrainMessage);
}
