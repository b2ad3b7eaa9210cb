// The async context of a caller, for what a transport starts in the events of a connection.
import { AsyncResource } from 'node:async_hooks';

const OPTIONS = { requireManualDestroy: true };

/**
 * The async context that it is called in: what `AsyncLocalStorage` and tracing find there. The events of a connection
 * run in the context of the request that opened it. A transport that sends a request again in such an event does so with
 * `runInAsyncScope()` of this, since the request belongs to another caller.
 */
export function callerContext(): AsyncResource {
  return new AsyncResource('SluiceRequest', OPTIONS);
}
