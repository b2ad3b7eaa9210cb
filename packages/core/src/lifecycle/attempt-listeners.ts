// The listeners that a plugin can register for an attempt.
import type { DrainBound } from '../options/bounds.ts';
import type { DrainResult } from '../history/drain-result.ts';
import type { TimeoutError } from '../errors/timeout-error.ts';

/** The part of a response's body that the scope of an attempt uses. */
export interface AttemptBody {
  /** Aborts the exchange; a reader of the body gets `reason`. */
  destroy(reason: unknown): void;
  /** Discards the rest within a bound; a reader of the body gets `because`. */
  drain(bound: DrainBound, because?: unknown): Promise<DrainResult>;
}

/** Notified when a response is created. An interface, so that no closure is allocated per call. */
export interface AttemptResponseListener<Response extends object = object> {
  /**
   * Called when the response was created, before it can be read; called again when the same response is passed on as
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
export interface ReachabilityListener {
  /**
   * The response was handed to the caller as this object, or is read through this stream or iterator (`reads`). Must
   * not keep a strong reference to the object for long, and must not throw.
   */
  onReachable(holder: object, reads: boolean): void;
}

/** Decides whether a timeout aborts the exchange of an attempt or detaches it. */
export interface DetachListener {
  /**
   * Called before a timeout aborts the attempt. If it returns true, the exchange is detached: it continues without its
   * caller, and the listener gives the caller the reason and ends the attempt. Must not throw.
   */
  onTimeout(reason: TimeoutError): boolean;
}
