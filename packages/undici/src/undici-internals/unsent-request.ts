// Publishes on undici's diagnostics channels a request that got no connection.
// Checked on undici 8.12.0 and 8.13.1.
import { channel } from 'node:diagnostics_channel';
import type { Client, Dispatcher } from 'undici';
import { isNetworkError } from '@sluice/core';
import { unpolluted } from '@sluice/core/internal';
import { DispatchOptions } from '../wire/dispatch-options.ts';
import { loadClient, loadedClient, type ClientClass } from './load-client.ts';

const CHANNELS = [
  'undici:request:create',
  'undici:request:error',
  'undici:client:beforeConnect',
  'undici:client:connectError',
].map((name) => channel(name));

const IGNORE: Dispatcher.DispatchHandler = {
  onRequestStart() {},
  onResponseStart() {},
  onResponseData() {},
  onResponseEnd() {},
  onResponseError() {},
};

/** Codes after which undici dials again instead of failing the request. */
const REDIALED = new Set<unknown>(['UND_ERR_INFO', 'UND_ERR_SOCKET']);

/** Whether the channels of {@link publishUnsent} have subscribers. */
export function watchesUnsent(): boolean {
  return CHANNELS.some(({ hasSubscribers }) => hasSubscribers);
}

/**
 * Publishes the events of undici for a request whose dial fails, in the current async context, so that tracing records a
 * span. A request gets an undici client only with its connection (decision 25), so a request without a connection is
 * dispatched to a client that fails. The request is published as it would have been sent, without its body. If undici is
 * not loaded yet, the request is published once it is.
 * @param url of the origin
 */
export function publishUnsent(url: URL, given: DispatchOptions, error: unknown): void {
  const kind = loadedClient();
  if (kind !== undefined) publish(kind, url, given, error);
  else
    loadClient().then(
      (late) => publish(late, url, given, error),
      () => {},
    );
}

function publish(kind: ClientClass, url: URL, given: DispatchOptions, error: unknown): void {
  const { method, path, headers, reset } = given;
  const options = new DispatchOptions(method, path, headers, reset);
  const published = publishable(error);
  const client = new kind(
    url,
    unpolluted<Client.Options>({
      connect(_options, callback) {
        callback(published, null);
      },
    }),
  );
  try {
    client.dispatch(options, IGNORE);
  } catch {
    // A subscriber threw, or undici refuses the request. The call fails with its own error.
  }
  client.destroy(published, () => {});
}

/** The error of the system, as undici would publish it; otherwise the error of the call. */
function publishable(error: unknown): Error {
  const { cause } = error as { cause?: unknown };
  const system =
    isNetworkError(error) && cause instanceof Error && 'code' in cause && !REDIALED.has(cause.code);
  if (system) return cause;
  return error instanceof Error ? error : new Error(String(error));
}
