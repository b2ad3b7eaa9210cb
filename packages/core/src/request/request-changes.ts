import type { AttemptScope } from '../lifecycle/attempt-scope.ts';
import { CheckedBody } from './body/checked-body.ts';
import type { BodyInput } from './body/body-input.ts';
import type { RequestBody } from './body/request-body.ts';
import { toRequestBody } from './body/to-request-body.ts';
import type { CallScope } from '../lifecycle/call-scope.ts';
import { parseHttpUrl } from './http-url.ts';
import { OptionError, refuse } from '../errors/option-error.ts';
import { HttpHeaders } from '../headers/headers.ts';
import { Location } from './location.ts';
import { BODILESS } from './methods.ts';
import type { Scope } from '../lifecycle/scope.ts';

/** What `request.with` can change. */
export interface RequestChanges {
  /** Another method. */
  readonly method?: string;
  /** Another URL, or a reference relative to the request's own; http or https, without user and password. */
  readonly url?: URL | string;
  /** Other headers in the place of all: `request.headers.with(name, value)`, `.merge({ … })` or `.filter(…)` of them. */
  readonly headers?: HttpHeaders;
  /**
   * Another body, or none. Its media type is declared when the headers declare none, and that of a form, with its
   * boundary, in any case.
   */
  readonly body?: RequestBody | BodyInput | undefined;
  readonly attempt?: AttemptScope;
  /** A scope whose abort ends the attempts of this request, instead of the call's. Whoever sets it passes the call's on. */
  readonly branch?: Scope;
}

/** The location of a changed URL. @throws OptionError */
export function changedLocation(given: unknown, from: URL): Location {
  const text = given instanceof URL ? given.href : given;
  const url = typeof text === 'string' ? parseHttpUrl(text, from) : undefined;
  // Not shown: it may hold a password.
  if (url === undefined) throw new OptionError('url', "option 'url' must be an http: or https: URL");
  if (url.username !== '' || url.password !== '') {
    throw new OptionError(
      'url',
      "option 'url' must be without user and password: set the header authorization",
    );
  }
  return Location.ofUrl(url);
}

/** @throws OptionError when it is none of this project's. */
export function changedHeaders(given: unknown): HttpHeaders {
  if (given instanceof HttpHeaders) return given;
  if (isOfOtherCopy(given)) return HttpHeaders.from(given);
  throw refuse(
    'headers',
    given,
    'made from those of the request: request.headers.with(name, value) or .merge({ … })',
  );
}

/** Whether they are headers of another copy of this package, as a plugin may bring along. */
function isOfOtherCopy(given: unknown): given is HttpHeaders {
  const { raw, merge } = Object(given) as Partial<HttpHeaders>;
  return typeof raw === 'function' && typeof merge === 'function';
}

/**
 * A changed body and the headers that go with it.
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
  if (body.release !== undefined) call.addEndListener({ onEnd: () => body.release?.() });
  const type = body.contentType;
  const declares = type?.startsWith('multipart/form-data') || !headers.has('content-type');
  return { body, headers: type !== undefined && declares ? headers.with('content-type', type) : headers };
}

function isRequestBody(given: object): given is RequestBody {
  const { replayable, open } = given as Partial<RequestBody>;
  return typeof replayable === 'boolean' && typeof open === 'function';
}

/** @throws OptionError when it takes no body and there is one. */
export function checkBodiless(method: string, body: RequestBody | undefined): void {
  if (body !== undefined && BODILESS.has(method)) {
    throw refuse('method', method, 'one that takes a body, or the body undefined');
  }
}
