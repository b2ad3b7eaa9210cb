import type { BeforeRequestHook, ExtendOptions, Options } from 'got';
import { BodyError } from '@sluice/core';
import { exactContent, Upload } from '@sluice/core/transport';

/** What a request had before the hooks of its instance ran. */
interface Before {
  readonly body: unknown;
  readonly length: string | undefined;
}

/** Options of a request whose hooks run. */
const known = new WeakMap<object, Before>();

/** Hook, before those of the instance. */
const remember: BeforeRequestHook = (normalized) => {
  const { body, headers } = normalized as Options;
  known.set(normalized, { body, length: lengthIn(headers) });
};

/**
 * Hook, after those of the instance: they may declare a length that is not the body's, or put another body in place.
 * Node would send it all, and what is beyond the declared length is another request to the server.
 * @throws BodyError `ERR_SLUICE_BODY_SOURCE` when a body at hand has another length than a hook declared
 */
const check: BeforeRequestHook = (normalized) => {
  const options = normalized as Options;
  const { body, headers } = options;
  const before = known.get(normalized);
  const declared = lengthIn(headers);
  if (declared === undefined || headers['transfer-encoding'] !== undefined) return;
  // The length of a body that is not there any more.
  const stale = body !== before?.body && declared === before?.length;
  if (body instanceof Upload && body.length !== undefined) {
    if (String(body.length) !== declared) throw mismatch(declared, body.length);
  } else if (!isSource(body)) {
    const bytes = bytesOf(body);
    if (stale) headers['content-length'] = String(bytes);
    else if (String(bytes) !== declared) throw mismatch(declared, bytes);
  } else if (stale) {
    delete headers['content-length'];
  } else {
    options.body = exactContent(body, Number(declared)) as Options['body'];
    // got would take it out, for a body that was replaced.
    options.headers['content-length'] = declared;
  }
};

/** Options of got that hold a request to its declared length when the hooks of its instance have run. */
export const LENGTH_CHECK: ExtendOptions = { hooks: { beforeRequest: [check] } };

/** Has the check know what the hooks of an instance change. @param options of the instance, with {@link LENGTH_CHECK} */
export function watchHooks({ hooks }: Options): void {
  hooks.beforeRequest = [remember, ...hooks.beforeRequest];
}

function lengthIn(headers: Options['headers']): string | undefined {
  const declared = headers['content-length'];
  return declared === undefined ? undefined : String(declared);
}

function isSource(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function bytesOf(body: unknown): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return ArrayBuffer.isView(body) ? body.byteLength : 0;
}

function mismatch(declared: string, bytes: number): BodyError {
  const message = `a hook of the got instance declared ${declared} bytes of request body; it has ${bytes}`;
  return new BodyError('ERR_SLUICE_BODY_SOURCE', message, { bytes });
}
