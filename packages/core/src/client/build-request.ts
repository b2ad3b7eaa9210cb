import { toJsonBody, toRequestBody, type RequestBody } from '../body/request-body.ts';
import { CallScope } from '../call-scope.ts';
import type { Clock } from '../clock.ts';
import { OptionError, refuse } from '../errors/option-error.ts';
import { HttpHeaders } from '../headers.ts';
import { HttpRequest } from '../request.ts';
import { checkMethod } from '../validate.ts';
import type { CoreCallOptions } from './call-options.ts';
import type { OptionTable } from './option-table.ts';
import { appendFields } from './query.ts';
import { resolveTarget } from './target.ts';

/** What a client holds for all its calls. */
export interface RequestDefaults {
  readonly baseUrl: URL | undefined;
  readonly headers: HttpHeaders;
  readonly clock: Clock;
  readonly table: OptionTable;
}

/** Options of a call that describe the request itself; the rest is policy. */
export const REQUEST_KEYS: ReadonlySet<string> = new Set([
  'method',
  'headers',
  'query',
  'body',
  'json',
  'form',
  'signal',
]);

/** The options of a call that gives none. */
const NO_OPTIONS: CoreCallOptions & { method?: unknown } = Object.freeze({});

/**
 * The request of a call: every string checked once, every option resolved.
 * @throws OptionError
 */
export function buildRequest(
  defaults: RequestDefaults,
  method: unknown,
  input: unknown,
  given: CoreCallOptions | undefined,
  accept: string | undefined,
): HttpRequest {
  const options = given === undefined ? NO_OPTIONS : checkObject(given);
  const resolved =
    given === undefined ? defaults.table.defaults : defaults.table.resolve(options, REQUEST_KEYS);
  const checkedMethod = checkMethod(method);
  const { url, authorization } = resolveTarget(
    input,
    defaults.baseUrl,
    options.query,
    resolved.allowOtherOrigin,
  );
  const body = bodyOf(options);
  if (
    body !== undefined &&
    (checkedMethod === 'GET' || checkedMethod === 'HEAD' || checkedMethod === 'TRACE')
  ) {
    throw refuse('method', checkedMethod, 'one that takes a body when a body is given');
  }
  let { headers } = defaults;
  if (options.headers !== undefined) headers = headers.merge(options.headers);
  if (accept !== undefined && !headers.has('accept')) headers = headers.with('accept', accept);
  if (authorization !== undefined && !headers.has('authorization')) {
    headers = headers.with('authorization', authorization);
  }
  if (body?.contentType !== undefined && !headers.has('content-type')) {
    headers = headers.with('content-type', body.contentType);
  }
  const call = new CallScope(defaults.clock, resolved, signalOf(options.signal));
  return new HttpRequest(checkedMethod, url, headers, body, call);
}

function checkObject(given: unknown): CoreCallOptions {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refuse('options', given, 'an object');
  }
  return ownOnly(given);
}

/** The options without whatever a polluted prototype would add. */
function ownOnly(given: object): CoreCallOptions {
  return Object.assign(Object.create(null), given) as CoreCallOptions;
}

function bodyOf(options: CoreCallOptions): RequestBody | undefined {
  const { body, json, form } = options;
  if (body === undefined && json === undefined && form === undefined) return undefined;
  const given = [body, json, form].filter((part) => part !== undefined).length;
  if (given > 1) throw new OptionError('body', "give only one of the options 'body', 'json' and 'form'");
  if (json !== undefined) return toJsonBody(json);
  if (form !== undefined) return toRequestBody(formOf(form));
  return body === null ? undefined : toRequestBody(body);
}

function formOf(form: unknown): URLSearchParams {
  const fields = new URLSearchParams();
  appendFields(fields, form, 'form');
  return fields;
}

function signalOf(signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  if (!(signal instanceof AbortSignal)) throw refuse('signal', signal, 'an AbortSignal');
  return signal;
}
