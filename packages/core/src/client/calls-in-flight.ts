// The calls of a client that are in flight, and their counters.
import type { CallOwner, CallScope } from '../lifecycle/call-scope.ts';
import type { AgentRegistry, RegistryCalls } from '../registry.ts';

/**
 * The calls of a client: those in flight, and counters. A call is in flight until the end of its body. The list holds the
 * scopes of the calls, which do not reference responses, so that the garbage collector can find lost responses.
 */
export class CallsInFlight implements CallOwner, RegistryCalls {
  started = 0;
  answered = 0;
  failed = 0;
  /** How many calls are in flight. */
  size = 0;
  readonly name: string | undefined;
  earlier: RegistryCalls | undefined = undefined;
  later: RegistryCalls | undefined = undefined;
  readonly #registry: AgentRegistry | undefined;
  /** The last call of a list whose links are in the calls, so that an entry allocates nothing. */
  #last: CallScope | undefined;
  #waiting: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  /**
   * @param name the option `name` of the client
   * @param registry the registry of the client's connections, which aborts the calls when it is destroyed. Default: none
   */
  constructor(name: string | undefined, registry?: AgentRegistry) {
    this.name = name;
    this.#registry = registry;
  }

  /** A call began. */
  add(call: CallScope): void {
    call.earlier = this.#last;
    if (this.#last !== undefined) this.#last.later = call;
    this.#last = call;
    if (this.size++ === 0) this.#registry?.enter(this);
  }

  /** An added call ended, with its body. */
  onCallEnd(call: CallScope): void {
    const { earlier, later } = call;
    if (earlier !== undefined) earlier.later = later;
    if (later === undefined) this.#last = earlier;
    else later.earlier = earlier;
    call.earlier = call.later = undefined;
    this.size--;
    if (this.size > 0) return;
    this.#registry?.leave(this);
    this.#onIdle?.();
  }

  /** Aborts every call in flight. @param reason returns the reason for each call */
  abortAll(reason: () => unknown): void {
    // Copied first: an abort may end the call and others, which changes the list.
    const calls: CallScope[] = [];
    for (let call = this.#last; call !== undefined; call = call.earlier) calls.push(call);
    for (const call of calls.toReversed()) call.abort(reason());
  }

  /** Resolves when no call is in flight. */
  idle(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return (this.#waiting ??= new Promise((resolve) => {
      this.#onIdle = resolve;
    }));
  }
}
