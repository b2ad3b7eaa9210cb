// The diagnostics channel of drains.
import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import { CallChannel, type CallReference } from '../../lifecycle/call-channel.ts';
import { safeUrl } from '../../errors/redact.ts';
import type { Attempt } from '../../history/attempt.ts';
import type { DrainResult } from '../../history/drain-result.ts';

/** The message of the channel `sluice:drain`: one per drained body. */
export interface DrainMessage extends CallReference {
  /** The method. */
  readonly method: string;
  /** The URL without credentials and query values. */
  readonly url: string;
  /** The attempt of the body. */
  readonly attempt: Attempt;
  /** The result of the drain. */
  readonly result: DrainResult;
}

const drain = new CallChannel<Omit<DrainMessage, keyof CallReference>>('sluice:drain');

/** Publishes the result of a drain. */
export function publishDrain({ call, request, record }: AttemptScope, result: DrainResult): void {
  if (!drain.active) return;
  const { method, url } = request;
  drain.publish(call, { method, url: safeUrl(url), attempt: record, result });
}
