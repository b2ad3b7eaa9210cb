// The two handler APIs of undici: that of version 8, and the older one.
import { errors, type Dispatcher } from 'undici';

/** A handler of undici 8. */
export type NewHandler = Dispatcher.DispatchHandler;

/** The controller with which a handler of undici 8 aborts and pauses its exchange. */
export type Controller = Dispatcher.DispatchController;

/** Headers by name, as handlers of undici 8 receive them. */
export type ParsedHeaders = Parameters<NonNullable<NewHandler['onResponseStart']>>[2];

/** The socket of an upgraded connection. */
export type UpgradedSocket = Parameters<NonNullable<NewHandler['onRequestUpgrade']>>[3];

/** A handler of undici 6, of the fetch in Node.js, and of most of undici 7. */
export interface OldHandler {
  onConnect?(abort: (reason?: Error) => void, context?: unknown): void;
  onUpgrade?(status: number, headers: Buffer[], socket: UpgradedSocket): void;
  onResponseStarted?(): void;
  /** Returns false to pause the response. @param headers names and values alternately */
  onHeaders?(status: number, headers: Buffer[], resume: () => void, statusText: string): unknown;
  /** Returns false to pause the response. */
  onData?(chunk: Buffer): unknown;
  onComplete?(trailers: Buffer[] | null): void;
  onError?(error: Error): void;
  onBodySent?(chunk: Buffer): void;
  onRequestSent?(): void;
}

/** A handler of either API, or of both. */
export type AnyHandler = NewHandler & OldHandler;

/** True if a handler has the API of undici 8. */
export function isNew(handler: AnyHandler): boolean {
  return typeof handler.onRequestStart === 'function';
}

/** True if a handler has a method for errors. */
export function canFail(handler: AnyHandler): boolean {
  const { onResponseError, onError } = handler as Record<string, unknown>;
  return typeof (isNew(handler) ? onResponseError : onError) === 'function';
}

/**
 * Checks a handler of either API, as undici does.
 * @param upgrades the request asks for an upgrade or a tunnel
 * @throws InvalidArgumentError
 */
export function checkHandler(handler: AnyHandler, upgrades: boolean): void {
  const names = isNew(handler)
    ? [
        'onResponseError',
        ...(upgrades ? ['onRequestUpgrade'] : ['onResponseStart', 'onResponseData', 'onResponseEnd']),
      ]
    : ['onConnect', 'onError', ...(upgrades ? ['onUpgrade'] : ['onHeaders', 'onData', 'onComplete'])];
  for (const name of names) {
    if (typeof (handler as Record<string, unknown>)[name] !== 'function') {
      throw new errors.InvalidArgumentError(`invalid ${name} method`);
    }
  }
}
