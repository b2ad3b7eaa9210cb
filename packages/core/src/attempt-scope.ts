import { createAttemptRecord, type AttemptRecord } from './attempt.ts';
import type { ResponseBody } from './body/response-body.ts';
import type { CallScope } from './call-scope.ts';
import { Scope, type AbortListener } from './scope.ts';

/**
 * The life of one attempt: from its start to the end of its body, or its failure. Gate slots, timers and
 * connections of an attempt hang on its end.
 */
export class AttemptScope extends Scope implements AbortListener {
  /** The call this attempt belongs to. */
  readonly call: CallScope;
  /** Its entry in the call's history. */
  readonly record: AttemptRecord;
  /** The body of its response, once there is one. */
  body: ResponseBody | undefined;

  constructor(call: CallScope) {
    super();
    this.call = call;
    this.record = createAttemptRecord(call.attempts.length + 1, call.clock.wallTime());
    call.attempts.push(this.record);
    call.addAbortListener(this);
  }

  /** The call was aborted, and this attempt with it. */
  onAbort(reason: unknown): void {
    this.abort(reason);
  }

  /** Breaks the attempt off, whether its response came or not, and ends it. */
  fail(error: unknown): void {
    this.record.error ??= error;
    this.body?.destroy(error);
    this.end();
  }

  override end(): void {
    if (this.ended) return;
    this.call.removeAbortListener(this);
    super.end();
  }
}
