/** Something that must stop when a scope is aborted. An object, not a closure: it sits on the hot path. */
export interface AbortListener {
  /** Called once with the scope's reason. Must not throw. */
  onAbort(reason: unknown): void;
}

/** Something that must be given back when a scope ends. */
export interface EndListener {
  /** Called once. Must not throw. */
  onEnd(): void;
}

/**
 * The life of a call or of one attempt: it can be aborted once, and it ends once. Whoever holds a slot, a timer,
 * a listener or a lease for it registers here and hears of both, on every path.
 */
export class Scope {
  /** True from the moment of `abort()`. */
  aborted = false;
  /** What `abort()` was called with. */
  reason: unknown = undefined;
  /** True from the moment of `end()`. */
  ended = false;
  /** The attempt on this scope whose outcome is not known yet. A second attempt beside it needs a branch of its own. */
  underWay: Scope | undefined = undefined;
  #abortListeners: Listeners<AbortListener> | undefined;
  #endListeners: Listeners<EndListener> | undefined;
  #controller: AbortController | undefined;

  /** Registers for the abort; told at once when it already happened. */
  addAbortListener(listener: AbortListener): void {
    if (this.aborted) {
      listener.onAbort(this.reason);
      return;
    }
    if (this.#abortListeners === undefined) this.#abortListeners = [listener, undefined];
    else add(this.#abortListeners, listener);
  }

  /** Takes a registration back. Harmless when there is none. */
  removeAbortListener(listener: AbortListener): void {
    if (this.#abortListeners !== undefined) take(this.#abortListeners, listener);
  }

  /** Links an attempt to this scope: aborting the scope aborts the attempt. A branch overrides it to know its attempts. */
  onAttempt(attempt: AbortListener): void {
    this.addAbortListener(attempt);
  }

  /** Aborts with a reason. Only the first abort counts, and none after the end. */
  abort(reason: unknown): void {
    if (this.aborted || this.ended) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#abortListeners;
    this.#abortListeners = undefined;
    if (listeners !== undefined) for (const listener of listeners) listener?.onAbort(reason);
    this.#controller?.abort(reason);
  }

  /** Throws the reason when the scope was aborted. */
  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** The scope as an `AbortSignal`, made only when somebody asks. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.aborted) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }

  /** Registers for the end; told at once when it already came. The last to register is told first. */
  addEndListener(listener: EndListener): void {
    if (this.ended) {
      listener.onEnd();
      return;
    }
    if (this.#endListeners === undefined) this.#endListeners = [listener, undefined, undefined];
    else add(this.#endListeners, listener);
  }

  /** Takes a registration back. Harmless when there is none. */
  removeEndListener(listener: EndListener): void {
    if (this.#endListeners !== undefined) take(this.#endListeners, listener);
  }

  /** Ends the scope: everything registered is given back, the newest first. Only the first end counts. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.#abortListeners = undefined;
    const listeners = this.#endListeners;
    this.#endListeners = undefined;
    if (listeners === undefined) return;
    for (let index = listeners.length - 1; index >= 0; index--) listeners[index]?.onEnd();
  }
}

/** Listeners in the order they came, then room for more: the first `push` onto an empty list makes room for 17. */
type Listeners<Listener> = (Listener | undefined)[];

function add<Listener>(list: Listeners<Listener>, listener: Listener): void {
  let end = list.length;
  while (end > 0 && list[end - 1] === undefined) end--;
  list[end] = listener;
}

/** Takes a listener out, mostly the last; without the array that `splice` makes of what it removed. */
function take<Listener>(list: Listeners<Listener>, listener: Listener): void {
  let index = list.length - 1;
  while (index >= 0 && list[index] !== listener) index--;
  if (index === -1) return;
  for (; index < list.length; index++) list[index] = list[index + 1];
}
