// The async context of a caller, for work that a transport starts in the events of a connection.
import { AsyncResource } from 'node:async_hooks';

const OPTIONS = { requireManualDestroy: true };

/**
 * Captures the current async context, which `AsyncLocalStorage` and tracing read. The events of a connection run in the
 * context of the request that opened the connection. A transport that sends a request again in such an event uses
 * `runInAsyncScope()` of the captured context, since the request belongs to another caller.
 */
export function callerContext(): AsyncResource {
  return new AsyncResource('SluiceRequest', OPTIONS);
}
