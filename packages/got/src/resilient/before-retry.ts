// Runs got's `beforeRetry` hooks as the hook `prepareRetry` of the retry plugin.
import { isReadable, Readable } from 'node:stream';
import type { Options } from 'got';
import type { BodyInput, HttpRequest } from '@sluice/core';
import type { BodyStream } from '@sluice/core/transport';
import type { RequestChanges } from '@sluice/core/plugin';
import type { RetryOptions } from 'sluice';
import { isOfConnection } from './connection-headers.ts';
import { connectionOptionsOf } from './connection-options.ts';
import type { GotCall } from './got-call.ts';
import { errorOfOutcome } from './outcome-error.ts';
import { bytesOf } from './sent-body.ts';

type PrepareRetry = NonNullable<RetryOptions['prepareRetry']>;

/** The parts of a request that a hook may change. */
interface Snapshot {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly url: string;
  readonly method: string;
  readonly body: unknown;
}

/**
 * Runs the hooks of a call before each of its retries, with got's error and the options of the call. Their changes of the
 * headers, the URL, the method, the body and the options of connections apply from then on.
 * @param call the call, whose options of connections a hook may change
 * @param then the hook `prepareRetry` of the client's own options, called with the changed request
 * @returns `then` if the call has no hooks
 */
export function prepareRetryOf(
  options: Options,
  call: GotCall,
  then: PrepareRetry | undefined,
): PrepareRetry | undefined {
  const { beforeRetry } = options.hooks;
  if (beforeRetry.length === 0) return then;
  return async (context) => {
    const { outcome } = context;
    const error = errorOfOutcome(outcome, options, call.limits.events);
    const before = snapshotOf(options);
    // oxlint-disable-next-line no-await-in-loop -- hooks run one after the other
    for (const hook of beforeRetry) await hook(error, outcome.attempt);
    call.connection = connectionOptionsOf(options, call.request, call.lookup);
    const request = changed(context.request, before, options);
    return (await then?.({ ...context, request })) ?? request;
  };
}

function snapshotOf({ headers, url, method, body }: Options): Snapshot {
  return { headers: { ...headers }, url: String(url), method, body };
}

function changed(request: HttpRequest, before: Snapshot, options: Options): HttpRequest {
  const after = snapshotOf(options);
  const body = bodyOf(options, before);
  const changes: RequestChanges = {
    ...(after.url !== before.url && { url: after.url }),
    ...(after.method !== before.method && { method: after.method }),
    ...(body !== undefined && { body }),
  };
  let { headers } = request;
  for (const name of new Set([...Object.keys(before.headers), ...Object.keys(after.headers)])) {
    const value = after.headers[name];
    if (value === before.headers[name] || name === 'content-length' || isOfConnection(name)) continue;
    headers = headers.merge({ [name]: value === undefined ? null : (value as string | string[]) });
  }
  return request.with(headers === request.headers ? changes : { ...changes, headers });
}

/** The body with which a hook replaced the previous one; undefined if none did. @throws TypeError for a consumed stream */
function bodyOf(options: Options, before: Snapshot): BodyInput | undefined {
  if (options.json !== undefined) return options.stringifyJson(options.json);
  if (options.form !== undefined)
    return new URLSearchParams(options.form as Record<string, string>).toString();
  const { body } = options;
  if (body === before.body) return undefined;
  if (body instanceof Readable && !isReadable(body)) {
    throw new TypeError(
      'The reassigned stream body must be readable. Ensure you provide a fresh, readable stream in the beforeRetry hook.',
    );
  }
  // A function, since the hook can give another stream for another retry.
  return bytesOf(body) ?? (body === undefined ? undefined : () => body as BodyStream);
}
