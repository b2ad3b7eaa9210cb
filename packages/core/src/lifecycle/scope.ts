// The lifetime of a call or of an attempt: aborted at most once, ended once.
import { firstOf, restOf, withFirst, withLast, without, type Listeners } from './listeners.ts';

/** Notified of the abort of a scope. An interface, so that no closure is allocated per call. */
export interface AbortListener {
  /** Called once with the scope's reason. Must not throw. */
  onAbort(reason: unknown): void;
}

/** Notified of the end of a scope. */
export interface EndListener {
  /** Called once. Must not throw. */
  onEnd(): void;
}

/**
 * The lifetime of a call or of one attempt. It can be aborted once, and it ends once. A slot, timer, listener or lease of a
 * call or an attempt is released by an end listener, which is called on every path.
 */
export class Scope {
  #aborted = false;
  #reason: unknown = undefined;
  #ended = false;
  #pendingAttempt: Scope | undefined = undefined;
  /** The oldest first. */
  #abortListeners: Listeners<AbortListener>;
  /** The newest first. */
  #endListeners: Listeners<EndListener>;
  #controller: AbortController | undefined;

  /** True from the first `abort()` on. */
  get aborted(): boolean {
    return this.#aborted;
  }

  /** The argument of the first `abort()`. */
  get reason(): unknown {
    return this.#reason;
  }

  /** True from the first `end()` on. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The attempt on this scope whose outcome is not known yet. A second attempt at the same time needs its own branch. */
  get pendingAttempt(): Scope | undefined {
    return this.#pendingAttempt;
  }

  /** For the pipeline: the outcome of this attempt is awaited. */
  awaitAttempt(attempt: Scope): void {
    this.#pendingAttempt = attempt;
  }

  /** For the pipeline: the outcome of this attempt is known, or no longer awaited. */
  settleAttempt(attempt: Scope): void {
    if (this.#pendingAttempt === attempt) this.#pendingAttempt = undefined;
  }

  /** Registers for the abort; called at once if the scope was aborted before. */
  addAbortListener(listener: AbortListener): void {
    if (this.#aborted) {
      listener.onAbort(this.#reason);
      return;
    }
    this.#abortListeners = withLast(this.#abortListeners, listener);
  }

  /** Removes a listener. Harmless if it is not registered. */
  removeAbortListener(listener: AbortListener): void {
    this.#abortListeners = without(this.#abortListeners, listener);
  }

  /** Links an attempt to this scope: aborting the scope aborts the attempt. A branch overrides it to observe its attempts. */
  onAttempt(attempt: AbortListener): void {
    this.addAbortListener(attempt);
  }

  /** Aborts with a reason. Only the first abort has an effect, and none has after the end. */
  abort(reason: unknown): void {
    if (this.#aborted || this.#ended) return;
    this.#aborted = true;
    this.#reason = reason;
    let listeners = this.#abortListeners;
    this.#abortListeners = undefined;
    for (; listeners !== undefined; listeners = restOf(listeners)) firstOf(listeners).onAbort(reason);
    this.#controller?.abort(reason);
  }

  /** @throws the reason of the abort, if the scope was aborted */
  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  /** The scope as an `AbortSignal`, created at the first access. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Registers for the end; called at once if the scope has ended. The newest listener is called first. */
  addEndListener(listener: EndListener): void {
    if (this.#ended) {
      listener.onEnd();
      return;
    }
    this.#endListeners = withFirst(this.#endListeners, listener);
  }

  /** Removes a listener. Harmless if it is not registered. */
  removeEndListener(listener: EndListener): void {
    this.#endListeners = without(this.#endListeners, listener);
  }

  /** Ends the scope and calls the end listeners, the newest first. Only the first end has an effect. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#abortListeners = undefined;
    let listeners = this.#endListeners;
    this.#endListeners = undefined;
    for (; listeners !== undefined; listeners = restOf(listeners)) firstOf(listeners).onEnd();
  }
}
