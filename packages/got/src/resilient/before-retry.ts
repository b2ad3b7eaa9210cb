// got's `beforeRetry` hooks as the hook of the retry plugin that prepares a request.
import type { Options } from 'got';
import type { HttpRequest } from '@sluice/core';
import type { RequestChanges } from '@sluice/core/plugin';
import type { RetryOptions } from 'sluice';
import { errorOfOutcome } from './outcome-error.ts';
import { bytesOf } from './sent-body.ts';

type PrepareRetry = NonNullable<RetryOptions['prepareRetry']>;

/** What a hook may change of a request. */
interface Snapshot {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly url: string;
  readonly method: string;
  readonly body: unknown;
}

/**
 * Runs the hooks of a call before each of its retries, with got's error and the options of the call. What they change in
 * the headers, the URL, the method and the body is sent from then on.
 * @param then the hook of the client's own options, which sees the changed request
 * @returns `then` if there are no hooks
 */
export function prepareRetryOf(options: Options, then: PrepareRetry | undefined): PrepareRetry | undefined {
  const { beforeRetry } = options.hooks;
  if (beforeRetry.length === 0) return then;
  return async (context) => {
    const { outcome } = context;
    const error = errorOfOutcome(outcome, options);
    const before = snapshotOf(options);
    // oxlint-disable-next-line no-await-in-loop -- hooks run one after the other
    for (const hook of beforeRetry) await hook(error, outcome.attempt);
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
    if (value === before.headers[name] || name === 'content-length') continue;
    headers = headers.merge({ [name]: value === undefined ? null : (value as string | string[]) });
  }
  return request.with(headers === request.headers ? changes : { ...changes, headers });
}

/** The body that a hook put in the place of the one before. */
function bodyOf(options: Options, before: Snapshot): Uint8Array | string | undefined {
  if (options.json !== undefined) return options.stringifyJson(options.json);
  if (options.form !== undefined)
    return new URLSearchParams(options.form as Record<string, string>).toString();
  return options.body === before.body ? undefined : bytesOf(options.body);
}
