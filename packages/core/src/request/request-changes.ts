// The changes that `request.with()` makes, validated.
import type { AttemptScope } from '../lifecycle/attempt-scope.ts';
import { CheckedBody } from './body/checked-body.ts';
import type { BodyInput } from './body/body-input.ts';
import { isRequestBody, releaseAtEnd, type RequestBody } from './body/request-body.ts';
import { toRequestBody } from './body/to-request-body.ts';
import type { CallScope } from '../lifecycle/call-scope.ts';
import { parseHttpUrl } from './http-url.ts';
import { OptionError, refuse } from '../errors/option-error.ts';
import { HttpHeaders } from '../headers/headers.ts';
import { Location } from './location.ts';
import { BODILESS } from './methods.ts';
import type { Scope } from '../lifecycle/scope.ts';

/** The parts of a request that `request.with()` can change. */
export interface RequestChanges {
  /** The new method. */
  readonly method?: string;
  /** The new URL, or a reference relative to the current one; http or https, without user and password. */
  readonly url?: URL | string;
  /** The new headers, derived from the current ones: `request.headers.with(name, value)`, `.merge({ … })` or `.filter(…)`. */
  readonly headers?: HttpHeaders;
  /**
   * The new body; undefined removes the body. Its media type becomes the `content-type` unless the headers have one; the
   * media type of a FormData, which has the boundary, always does.
   */
  readonly body?: RequestBody | BodyInput | undefined;
  /** The attempt that the request belongs to. */
  readonly attempt?: AttemptScope;
  /**
   * The scope whose abort aborts the attempts of this request. The plugin that sets it must abort it when the call is
   * aborted.
   */
  readonly branch?: Scope;
}

/** The location of the new URL. @throws OptionError */
export function changedLocation(given: unknown, from: URL): Location {
  const text = given instanceof URL ? given.href : given;
  const url = typeof text === 'string' ? parseHttpUrl(text, from) : undefined;
  // Without the value, which may contain a password.
  if (url === undefined) throw new OptionError('url', "option 'url' must be an http: or https: URL");
  if (url.username !== '' || url.password !== '') {
    throw new OptionError(
      'url',
      "option 'url' must be without user and password: set the header authorization",
    );
  }
  return Location.ofUrl(url);
}

/** The new headers. @throws OptionError if they are not {@link HttpHeaders} */
export function changedHeaders(given: unknown): HttpHeaders {
  if (given instanceof HttpHeaders) return given;
  if (isOfOtherCopy(given)) return HttpHeaders.from(given);
  throw refuse(
    'headers',
    given,
    'derived from the request: request.headers.with(name, value) or .merge({ … })',
  );
}

/** Whether a value is an {@link HttpHeaders} of another copy of this package, which a plugin may depend on. */
function isOfOtherCopy(given: unknown): given is HttpHeaders {
  const { raw, merge } = Object(given) as Partial<HttpHeaders>;
  return typeof raw === 'function' && typeof merge === 'function';
}

/**
 * The new body and its headers.
 * @param current the body of the request that is changed
 * @throws OptionError
 */
export function changedBody(
  given: unknown,
  current: RequestBody | undefined,
  headers: HttpHeaders,
  call: CallScope,
): { body: RequestBody | undefined; headers: HttpHeaders } {
  if (given === undefined || given === null) return { body: undefined, headers };
  if (isRequestBody(given)) {
    const isChecked = given === current || given instanceof CheckedBody;
    return { body: isChecked ? given : new CheckedBody(given), headers };
  }
  const body = toRequestBody(given);
  releaseAtEnd(body, call);
  const type = body.contentType;
  const declares = type?.startsWith('multipart/form-data') || !headers.has('content-type');
  return { body, headers: type !== undefined && declares ? headers.with('content-type', type) : headers };
}

/** @throws OptionError if a body is given for a method whose requests have no body */
export function checkBodiless(method: string, body: RequestBody | undefined): void {
  if (body !== undefined && BODILESS.has(method)) {
    throw refuse('method', method, 'a method with a body, such as POST, unless the body is undefined');
  }
}
