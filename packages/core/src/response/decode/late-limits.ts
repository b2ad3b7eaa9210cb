// The limits of a body that is decoded after its call has ended.
import type { CallScope } from '../../lifecycle/call-scope.ts';
import { TimeoutError } from '../../errors/timeout-error.ts';

/**
 * A call ends with the last received byte. If its body is decoded later, the caller's signal and the deadline of the call
 * limit the decoding too, unless they had passed when it began. They are checked between two slices, since the listener and
 * the timer of the call are gone.
 */
export class LateLimits {
  readonly #call: CallScope;
  readonly #signal: AbortSignal | undefined;
  readonly #deadlineAt: number;

  constructor(call: CallScope) {
    this.#call = call;
    this.#signal = call.callerSignal?.aborted === false ? call.callerSignal : undefined;
    this.#deadlineAt = call.remaining() > 0 ? call.deadlineAt : Infinity;
  }

  /** @throws the reason of the caller's signal; TimeoutError of the phase `total` */
  check(): void {
    if (this.#signal?.aborted === true) throw this.#signal.reason;
    const { clock, startedAt } = this.#call;
    if (clock.now() >= this.#deadlineAt) throw new TimeoutError('total', this.#deadlineAt - startedAt);
  }
}
