// The scope of an attempt: its record, its body and its listeners.
import type { AsyncResource } from 'node:async_hooks';
import { AttemptRecord } from '../history/attempt.ts';
import type { CallScope } from './call-scope.ts';
import { callerContext } from './caller-context.ts';
import { isTimeoutError } from '../errors/guards.ts';
import type { RequestLine } from '../history/request-line.ts';
import type {
  AttemptBody,
  AttemptResponseListener,
  AttemptWaitListener,
  DetachListener,
  ReachabilityListener,
} from './attempt-listeners.ts';
import { firstOf, restOf, withLast, type Listeners } from './listeners.ts';
import { wallTimeAt } from '../time/wall-time.ts';
import { Scope, type AbortListener } from './scope.ts';

/**
 * The lifetime of one attempt: from its start until its body has ended and the stage `attempt` has given its outcome, or
 * until its failure. Gate slots, timers and connections of an attempt are released at its end.
 */
export class AttemptScope extends Scope implements AbortListener {
  /** The call this attempt belongs to. */
  readonly call: CallScope;
  /** Its entry in the call's history. */
  readonly record: AttemptRecord;
  /** The method and the URL of its request. */
  readonly request: RequestLine;
  /** When it began, on the clock's monotonic time. */
  readonly startedAt: number;
  /** The time, as long as the code runs that has just read it; otherwise undefined. */
  readAt: number | undefined = undefined;
  /** The async context of the call, in which callbacks of the caller, of plugins and of tracers run. */
  readonly context: AsyncResource = callerContext();
  readonly #parent: Scope;
  #sent = false;
  #holds = 0;
  #body: AttemptBody | undefined = undefined;
  #detached = false;
  #responseListeners: Listeners<AttemptResponseListener> = undefined;
  #waitListeners: Listeners<AttemptWaitListener> = undefined;
  #reachabilityListeners: Listeners<ReachabilityListener> = undefined;
  #detachListener: DetachListener | undefined = undefined;
  /** The plugin of the detach listener. */
  #detachOwner: string | undefined = undefined;

  /** @param parent the scope whose abort aborts the attempt. Default: the call */
  constructor(call: CallScope, request: RequestLine, parent: Scope = call) {
    super();
    this.call = call;
    this.request = request;
    const { clock } = call;
    const now = clock.now();
    this.startedAt = now;
    this.record = new AttemptRecord(call.attemptCount + 1, wallTimeAt(clock, now));
    call.addAttempt(this.record, this.startedAt);
    this.#parent = parent;
    parent.onAttempt(this);
    call.attemptObserver?.onBegin(this);
  }

  /** The time on the clock's monotonic time. The clock is not read again while {@link readAt} is set. */
  now(): number {
    return this.readAt ?? this.call.clock.now();
  }

  /** The call, or the branch of it that this attempt is on, was aborted. */
  onAbort(reason: unknown): void {
    this.abort(reason);
  }

  /**
   * For the pipeline: called before the transport gets the request, which happens once per attempt.
   * @throws the reason of an abort; TypeError if the attempt was sent before, or is over
   */
  beginSending(): void {
    this.throwIfAborted();
    if (this.#sent) {
      throw new TypeError(
        'a plugin of the stage `attempt` called `next` twice; only a plugin of the stage `retry` may send another attempt',
      );
    }
    if (this.ended)
      throw new TypeError('a plugin of the stage `attempt` called `next` after the end of its attempt');
    this.#sent = true;
  }

  /** Postpones the end of the attempt until {@link release}, since its body has not ended or its outcome is not known. */
  hold(): void {
    this.#holds++;
  }

  /** Undoes one {@link hold}; undoing the last one ends the attempt. */
  release(): void {
    this.#holds--;
    if (this.#holds === 0) this.end();
  }

  /** The body of its latest response; undefined before the first. */
  get body(): AttemptBody | undefined {
    return this.#body;
  }

  /** For a body: assigns it to this attempt, which does not end before {@link release}. */
  receive(body: AttemptBody): void {
    this.#body = body;
    this.hold();
  }

  /** Registers for the responses of the attempt, until its end. */
  addResponseListener(listener: AttemptResponseListener): void {
    this.#responseListeners = withLast(this.#responseListeners, listener);
  }

  /** For a response: it was created. */
  responded(response: object): void {
    let listeners = this.#responseListeners;
    for (; listeners !== undefined; listeners = restOf(listeners)) firstOf(listeners).onResponse(response);
  }

  /** Registers for the next time that a reader of the body has to wait for bytes. Most bodies arrive before that. */
  addWaitListener(listener: AttemptWaitListener): void {
    this.#waitListeners = withLast(this.#waitListeners, listener);
  }

  /** For a body: a reader has to wait for its bytes. */
  awaited(body: AttemptBody): void {
    let listeners = this.#waitListeners;
    this.#waitListeners = undefined;
    for (; listeners !== undefined; listeners = restOf(listeners)) firstOf(listeners).onWait(body);
  }

  /** Registers for the objects through which the caller can reach the body, until the end of the attempt. */
  addReachabilityListener(listener: ReachabilityListener): void {
    this.#reachabilityListeners = withLast(this.#reachabilityListeners, listener);
  }

  /** Whether a listener has registered for the objects through which the caller can reach the body. */
  get observesReachability(): boolean {
    return this.#reachabilityListeners !== undefined;
  }

  /** For a response: the caller can reach the body through this object, and `reads` it. */
  reachableThrough(holder: object, reads: boolean): void {
    let listeners = this.#reachabilityListeners;
    for (; listeners !== undefined; listeners = restOf(listeners))
      firstOf(listeners).onReachable(holder, reads);
  }

  /** True once the exchange continues without its caller, after a timeout. */
  get detached(): boolean {
    return this.#detached;
  }

  /**
   * Registers the one listener that decides whether the first timeout aborts the attempt or detaches its exchange.
   * @param plugin the plugin of the listener
   * @throws TypeError if another plugin has registered
   */
  setDetachListener(listener: DetachListener, plugin: string): void {
    if (this.#detachOwner !== undefined) {
      throw new TypeError(
        `the plugins '${this.#detachOwner}' and '${plugin}' both decide whether an attempt is detached: remove one of them`,
      );
    }
    this.#detachListener = listener;
    this.#detachOwner = plugin;
  }

  /** Aborts with a reason. A timeout may detach the exchange instead; after that, no abort of the call reaches it. */
  override abort(reason: unknown): void {
    const listener = this.#detachListener;
    if (listener !== undefined && !this.aborted && !this.ended && isTimeoutError(reason)) {
      this.#detachListener = undefined;
      this.#detached = listener.onTimeout(reason);
      if (this.#detached) {
        this.#parent.removeAbortListener(this);
        this.#parent.settleAttempt(this);
        return;
      }
    }
    super.abort(reason);
  }

  /** Fails and ends the attempt, with or without a response; a detached exchange continues. */
  fail(error: unknown): void {
    this.record.error ??= error;
    if (this.#detached) return;
    // Without a response, only the abort notifies the transport.
    super.abort(error);
    this.#body?.destroy(error);
    this.end();
  }

  override end(): void {
    if (this.ended) return;
    this.#parent.removeAbortListener(this);
    this.#responseListeners = undefined;
    this.#waitListeners = undefined;
    this.#reachabilityListeners = undefined;
    super.end();
  }
}
