// Checks the declared length of a request after the hooks of its instance.
import type { BeforeRequestHook, ExtendOptions, Options } from 'got';
import { BodyError } from '@sluice/core';
import { exactContent, Upload } from '@sluice/core/transport';

/** The body and the declared length of a request before the hooks of its instance ran. */
interface Before {
  readonly body: unknown;
  readonly length: string | undefined;
}

/** The state before the hooks, by the options of a request. */
const known = new WeakMap<object, Before>();

/** The hook that runs before those of the instance. */
const remember: BeforeRequestHook = (normalized) => {
  const { body, headers } = normalized as Options;
  known.set(normalized, { body, length: lengthIn(headers) });
};

/**
 * The hook that runs after those of the instance, which may have declared a wrong length or replaced the body. Node.js would
 * send the whole body, and the server would read the bytes beyond the declared length as another request.
 * @throws BodyError `ERR_SLUICE_BODY_SOURCE` if a body in memory does not have the length that a hook declared
 */
const check: BeforeRequestHook = (normalized) => {
  const options = normalized as Options;
  const { body, headers } = options;
  const before = known.get(normalized);
  const declared = lengthIn(headers);
  if (declared === undefined || headers['transfer-encoding'] !== undefined) return;
  // True if the body was replaced, and the length is that of the previous body.
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
    // got removes the header of a replaced body.
    options.headers['content-length'] = declared;
  }
};

/** Options of got that check the declared length of a request after the hooks of its instance. */
export const LENGTH_CHECK: ExtendOptions = { hooks: { beforeRequest: [check] } };

/** Adds the first hook of the check. @param options the options of the instance, with {@link LENGTH_CHECK} */
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
