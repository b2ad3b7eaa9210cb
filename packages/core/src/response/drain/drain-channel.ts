// The diagnostics channel of drains.
import diagnostics_channel from 'node:diagnostics_channel';
import type { Attempt } from '../../history/attempt.ts';
import type { DrainResult } from '../../history/drain-result.ts';

/** The message of the channel `sluice:drain`: one per drained body. */
export interface DrainMessage {
  /** The attempt of the body. */
  readonly attempt: Attempt;
  /** The result of the drain. */
  readonly result: DrainResult;
}

const drain = diagnostics_channel.channel('sluice:drain');

/** Publishes the result of a drain. */
export function publishDrain(attempt: Attempt, result: DrainResult): void {
  if (drain.hasSubscribers) drain.publish({ attempt, result } satisfies DrainMessage);
}
