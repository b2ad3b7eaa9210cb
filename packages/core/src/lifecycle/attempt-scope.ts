import { createAttemptRecord, type AttemptRecord } from '../history/attempt.ts';
import type { DrainBound } from '../options/bounds.ts';
import type { CallScope } from './call-scope.ts';
import type { DrainResult } from '../history/drain-result.ts';
import { isTimeoutError } from '../errors/guards.ts';
import type { TimeoutError } from '../errors/timeout-error.ts';
import type { RequestLine } from '../history/request-line.ts';
import { Scope, type AbortListener } from './scope.ts';

/** The body of an attempt's response, as the attempt's scope knows it. */
export interface AttemptBody {
  /** Breaks the exchange off; a reader of the body gets `reason`. */
  destroy(reason: unknown): void;
  /** Throws away what is left within a bound; a reader of the body gets `because`. */
  drain(bound: DrainBound, because?: unknown): Promise<DrainResult>;
}

/** Notified when a response is created. An interface, so that no closure is allocated per call. */
export interface AttemptResponseListener<Response extends object = object> {
  /**
   * Called when the response was created, before it can be read; called again when the same response is handed on as
   * another object (at the end of a chain of redirects). Must not throw.
   */
  onResponse(response: Response): void;
}

/** Notified once, when a reader of the body first has to wait for bytes. */
export interface AttemptWaitListener<Body extends AttemptBody = AttemptBody> {
  /** Called once. Must not throw. */
  onWait(body: Body): void;
}

/** Notified of each object through which the caller can still reach the body. */
export interface HolderListener {
  /**
   * The response was handed to its caller as this object, or is read through this stream or iterator (`reads`). Called
   * for each of them; must not keep a reference to it, and must not throw.
   */
  onHolder(holder: object, reads: boolean): void;
}

/** Decides what becomes of an exchange whose attempt timed out. */
export interface DetachListener {
  /**
   * A timeout is about to break the attempt off. True detaches the exchange instead: it goes on without its caller, and
   * whoever said so brings it to its end and gives the caller the reason. Must not throw.
   */
  onTimeout(reason: TimeoutError): boolean;
}

/**
 * The life of one attempt: from its start until its body has ended and the stage `attempt` has given its outcome, or
 * until its failure. Gate slots, timers and connections of an attempt hang on its end.
 */
export class AttemptScope extends Scope implements AbortListener {
  /** The call this attempt belongs to. */
  readonly call: CallScope;
  /** Its entry in the call's history. */
  readonly record: AttemptRecord;
  /** What it sends: method and URL. */
  readonly request: RequestLine;
  /** When it began, on the clock's monotonic time. */
  readonly startedAt: number;
  /** The body of its response, once there is one. */
  body: AttemptBody | undefined;
  /** True once the exchange goes on without its caller, who has got a timeout. */
  detached = false;
  /** Told once, when somebody first has to wait for bytes of its body: most bodies are here before anybody could. */
  waitListener: AttemptWaitListener | undefined = undefined;
  /** Told how its response is held. */
  holderListener: HolderListener | undefined = undefined;
  /** Asked once, before the first timeout breaks the attempt off. */
  detachListener: DetachListener | undefined = undefined;
  readonly #parent: Scope;
  #sent = false;
  #holds = 0;
  #responseListeners: AttemptResponseListener[] | undefined;

  /** @param parent what it is aborted by */
  constructor(call: CallScope, request: RequestLine, parent: Scope = call) {
    super();
    this.call = call;
    this.request = request;
    this.startedAt = call.attemptAt = call.clock.now();
    this.record = createAttemptRecord(call.attemptCount + 1, call.clock.wallTime());
    call.addAttempt(this.record);
    this.#parent = parent;
    parent.onAttempt(this);
  }

  /** The call, or the branch of it that this attempt is on, was aborted. */
  onAbort(reason: unknown): void {
    this.abort(reason);
  }

  /**
   * Called before the transport is given the request, which happens once per attempt.
   * @throws the reason of an abort; TypeError when the attempt was sent before, or is over
   */
  beginSending(): void {
    this.throwIfAborted();
    if (this.#sent) {
      throw new TypeError(
        'a plugin of the stage `attempt` sent its attempt twice: that is for the stage `retry`',
      );
    }
    if (this.ended)
      throw new TypeError('a plugin of the stage `attempt` sent its attempt after the end of it');
    this.#sent = true;
  }

  /** Puts the end of the attempt off until {@link release}: its body is not over, or its outcome is not known. */
  hold(): void {
    this.#holds++;
  }

  /** Takes one {@link hold} back; the last one taken back ends the attempt. */
  release(): void {
    this.#holds--;
    if (this.#holds === 0) this.end();
  }

  /** Registers for the response; forgotten at the attempt's end. */
  addResponseListener(listener: AttemptResponseListener): void {
    if (this.#responseListeners === undefined) this.#responseListeners = [listener];
    else this.#responseListeners.push(listener);
  }

  /** Called by the response's constructor. */
  responded(response: object): void {
    const listeners = this.#responseListeners;
    if (listeners !== undefined) for (const listener of listeners) listener.onResponse(response);
  }

  /** From the body of its response: somebody has to wait for its bytes. */
  awaited(body: AttemptBody): void {
    const listener = this.waitListener;
    this.waitListener = undefined;
    listener?.onWait(body);
  }

  /** Aborts with a reason; a timeout may detach the exchange instead, which nothing above then aborts any more. */
  override abort(reason: unknown): void {
    const listener = this.detachListener;
    if (listener !== undefined && !this.aborted && !this.ended && isTimeoutError(reason)) {
      this.detachListener = undefined;
      this.detached = listener.onTimeout(reason);
      if (this.detached) {
        this.#parent.removeAbortListener(this);
        this.#parent.underWay = undefined;
        return;
      }
    }
    super.abort(reason);
  }

  /** The attempt failed: breaks it off, whether its response came or not, and ends it; a detached exchange goes on. */
  fail(error: unknown): void {
    this.record.error ??= error;
    if (this.detached) return;
    // A transport that has not answered yet hears of nothing else.
    super.abort(error);
    this.body?.destroy(error);
    this.end();
  }

  override end(): void {
    if (this.ended) return;
    this.#parent.removeAbortListener(this);
    this.#responseListeners = undefined;
    super.end();
  }
}
