// Turns the arguments of a call into a URL and the options of the client.
import { OptionError } from '@sluice/core';
import { option, refuse, type OptionParsers } from '@sluice/core/plugin';
import type { SluiceCallOptions, TimeoutOptions } from 'sluice';
import type { CopiesCallOptions } from '../conditional/conditional.ts';
import { bodyOptions } from '../input/body.ts';
import { checkInput } from '../input/check-input.ts';
import { expandPath, type PathParams } from '../input/path.ts';
import { writeQuery } from '../input/query.ts';
import type { Endpoint } from './api-state.ts';
import type { OperationCallOptions, OperationOption, OperationTrace } from './plugins.ts';
import { repeatRules } from './retry-rules.ts';
import type { PerCall } from './types.ts';

const { anything, isOptions, parseOptions } = option;

/** The input of a call, before its schemas check it. */
export interface GivenInput {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
}

const INPUT: OptionParsers<GivenInput> = {
  params: anything,
  query: anything,
  headers: anything,
  body: anything,
};

const PER_CALL: OptionParsers<PerCall> = {
  signal: anything as OptionParsers<PerCall>['signal'],
  timeout: anything as OptionParsers<PerCall>['timeout'],
  deadline: anything as OptionParsers<PerCall>['deadline'],
  retry: anything as OptionParsers<PerCall>['retry'],
  idempotencyKey: anything as OptionParsers<PerCall>['idempotencyKey'],
  headers: (value, path) => {
    if (!isOptions(value)) throw refuse(path, value, 'an object of strings, or null to remove a header');
    return value as Readonly<Record<string, string | null>>;
  },
  tags: (value, path) => {
    if (!isOptions(value) || Object.values(value).some((tag) => typeof tag !== 'string'))
      throw refuse(path, value, 'an object of strings');
    return value as Readonly<Record<string, string>>;
  },
  onUploadProgress: anything as OptionParsers<PerCall>['onUploadProgress'],
  onDownloadProgress: anything as OptionParsers<PerCall>['onDownloadProgress'],
  client: (value, path) => {
    if (!isOptions(value)) throw refuse(path, value, 'an object of options of the client');
    return value;
  },
};

/** A call, ready for the client. */
export interface Prepared {
  readonly url: string;
  readonly options: SluiceCallOptions &
    CopiesCallOptions &
    OperationCallOptions & { readonly operation: OperationOption };
  /** See `CallSource.deadline`. */
  readonly deadline: number | undefined;
}

/**
 * Checks and copies the options of a call: later changes of the object have no effect.
 * @throws OptionError
 */
export function checkPerCall(given: PerCall | undefined): PerCall {
  return given === undefined ? {} : parseOptions<PerCall>(given, PER_CALL, '');
}

/**
 * Checks which parts of the input are given, and copies them. Their values are checked by the schemas later.
 * @throws OptionError
 */
export function checkInputParts(endpoint: Endpoint, given: unknown): GivenInput {
  refuseMisplaced(endpoint, given);
  const input = parseOptions<GivenInput>(given, INPUT, '');
  refuseUndeclared(endpoint, input);
  return input;
}

/**
 * Checks the input of a call by its schemas and makes the options of the client.
 * @param trace filled in when the call begins
 * @throws OptionError
 */
export async function prepare(
  endpoint: Endpoint,
  input: GivenInput,
  perCall: PerCall,
  trace: OperationTrace,
): Promise<Prepared> {
  const { api, declaration, method, path } = endpoint;
  const secret = declaration.secret ?? {};
  const { params: paramsSchema, query: querySchema, headerParams } = declaration;
  const params =
    paramsSchema === undefined
      ? (input.params ?? {})
      : await checkInput(paramsSchema, input.params ?? {}, 'params', secret.params ?? []);
  if (!isOptions(params)) throw refuse('params', params, 'an object');
  const query =
    querySchema === undefined ? input.query : await checkInput(querySchema, input.query ?? {}, 'query', []);
  const named =
    headerParams === undefined
      ? input.headers
      : await checkInput(headerParams, input.headers ?? {}, 'headers', []);
  const expanded = expandPath(path, params as PathParams);
  const text = writeQuery(query, declaration.queryStyle ?? api.queryStyle);
  const { contentType, ...body } = await bodyOptions(declaration.body, input.body, secret.body ?? []);
  const anonymous = declaration.auth === 'none';
  const headers = headersOf(endpoint, named, perCall, contentType, anonymous);
  const deadline = perCall.deadline ?? declaration.deadline;
  const timeout = timeoutOf(perCall.timeout ?? declaration.timeout, deadline);
  const repeats = repeatRules(method, declaration.idempotency, perCall);
  const { signal, onUploadProgress, onDownloadProgress, tags = {} } = perCall;
  const info = { api: api.name, operation: endpoint.name, route: endpoint.route, tags };
  return {
    url: `${api.baseUrl ?? ''}${expanded}${text === '' ? '' : `?${text}`}`,
    deadline: deadline === false ? Infinity : deadline,
    options: {
      ...(anonymous && api.anonymous),
      ...(timeout !== undefined && { timeout }),
      ...(signal !== undefined && { signal }),
      ...(onUploadProgress !== undefined && { onUploadProgress }),
      ...(onDownloadProgress !== undefined && { onDownloadProgress }),
      ...body,
      ...(headers !== undefined && { headers }),
      ...perCall.client,
      ...repeats.options,
      throwHttpErrors: endpoint.throws,
      ...(endpoint.copies !== undefined && { copies: endpoint.copies }),
      operation: { info, accept: endpoint.accept, trace, repeats: repeats.repeats },
    },
  };
}

/** Refuses names in the wrong place of the arguments; the message names the right place. */
function refuseMisplaced({ name: operation, path }: Endpoint, given: unknown): void {
  if (!isOptions(given)) return;
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(INPUT, name)) continue;
    const isParameter = path.includes(`{${name}}`) || path.includes(`{+${name}}`);
    const place = isParameter
      ? `a parameter of the path: ${operation}({ params: { ${name} } })`
      : `an option of the call, in its second argument: ${operation}(input, { ${name} })`;
    if (isParameter || Object.hasOwn(PER_CALL, name))
      throw new OptionError(name, `option '${name}' is ${place}`);
  }
}

/** Refuses parts of the input that are not declared. Operations of a `paths` type declare them as types only. */
function refuseUndeclared(
  { name: operation, declaration, path, isClosed }: Endpoint,
  input: GivenInput,
): void {
  if (input.params !== undefined && !path.includes('{'))
    throw new OptionError(
      'params',
      `option 'params' cannot be used with the operation '${operation}': its path '${path}' has no parameters`,
    );
  if (!isClosed) return;
  for (const [part, declared] of [
    ['query', declaration.query],
    ['headers', declaration.headerParams],
    ['body', declaration.body],
  ] as const) {
    if (input[part] !== undefined && declared === undefined)
      throw new OptionError(part, `option '${part}' is not declared by the operation '${operation}'`);
  }
}

function headersOf(
  { declaration }: Endpoint,
  named: unknown,
  perCall: PerCall,
  contentType: string | undefined,
  anonymous: boolean,
): Record<string, string | null> | undefined {
  const headers: Record<string, string | null> = {};
  if (anonymous) headers['authorization'] = null;
  if (contentType !== undefined) headers['content-type'] = contentType;
  for (const part of [declaration.headers, textsOf(named), perCall.headers]) {
    for (const [name, value] of Object.entries(part ?? {})) {
      if (value !== undefined) headers[name.toLowerCase()] = value;
    }
  }
  return Object.keys(headers).length === 0 ? undefined : headers;
}

/** The headers of the input as strings. @throws OptionError for a value that is not a string, number or boolean */
function textsOf(given: unknown): Record<string, string> | undefined {
  if (given === undefined) return undefined;
  if (!isOptions(given)) throw refuse('headers', given, 'an object');
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol')
      throw refuse(`headers.${name}`, value, 'a string, a number or a boolean');
    texts[name] = String(value);
  }
  return texts;
}

function timeoutOf(
  given: PerCall['timeout'],
  deadline: number | false | undefined,
): TimeoutOptions | undefined {
  if (given === undefined && deadline === undefined) return undefined;
  const phases: Omit<TimeoutOptions, 'total'> =
    given === undefined ? {} : typeof given === 'object' ? given : { attempt: given };
  return { ...phases, ...(deadline !== undefined && { total: deadline }) };
}
