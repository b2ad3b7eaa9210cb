// Checks the arguments of `op()`: routes and declarations.
import { isOptionError, OptionError } from '@sluice/core';
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import { checkSchema } from './check-schema.ts';
import type { Declaration, Method, PathOptions, SecretMarks } from './declaration.ts';
import { isKind, type KindName } from './kinds.ts';
import type { Schema } from './schema.ts';

const { isOptions, limitOrFalse, oneOf, parseOptions } = option;

const METHODS: readonly Method[] = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'QUERY'];
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** A parameter in the notation of routers, such as `:id`. */
const ROUTER_PARAMETER = /\/:([A-Za-z_]\w*)(?=\/|$)/;

/** Splits a route, written by hand, into its method and its path. @throws OptionError */
export function checkHandRoute(given: unknown): { readonly method: Method; readonly path: string } {
  const route = checkRoute(given);
  const [, name] = ROUTER_PARAMETER.exec(route.path) ?? [];
  if (name !== undefined)
    throw refuse(
      'route',
      given,
      `a path whose parameters are written '{${name}}', not ':${name}'; a segment that begins with a colon has it as '%3A'`,
    );
  return route;
}

/** Splits a route into its method and its path. @throws OptionError */
export function checkRoute(given: unknown): { readonly method: Method; readonly path: string } {
  const [, verb, path] = /^(\S+) (\/\S*)$/.exec(typeof given === 'string' ? given : '') ?? [];
  const method = METHODS.find((one) => one === verb);
  if (method === undefined || path === undefined)
    throw refuse(
      'route',
      given,
      `a method and a path, such as 'GET /users/{id}'; methods: ${METHODS.join(', ')}`,
    );
  if (/[?#]/.test(path)) throw refuse('route', given, 'a path without query and fragment; declare the query');
  if (/[{}]/.test(path.replace(/\{\+?[\w.~-]+\}/g, '')))
    throw refuse(
      'route',
      given,
      "a path whose parameters are written '{name}', or '{+name}' to keep slashes",
    );
  return { method, path };
}

const schema: OptionParser<Schema> = (value, path) => {
  checkSchema(value, path);
  return value;
};

/** Kinds for request bodies only. */
const SENT_ONLY: ReadonlySet<KindName> = new Set(['form', 'multipart', 'file']);

function bodies(accepts: (status: string) => boolean, allowed: string): OptionParser<object> {
  return (value, path) => {
    if (!isOptions(value)) throw refuse(path, value, `an object of schemas by status: ${allowed}`);
    for (const [status, given] of Object.entries(value)) {
      if (!accepts(status)) throw refuse(path, status, allowed);
      const at = `${path}.${status}`;
      checkSchema(given, at);
      if (isKind(given) && SENT_ONLY.has(given.kind))
        throw refuse(at, given.kind, 'a kind of a response: json(), text(), bytes(), stream() or empty()');
    }
    return value;
  };
}

const names: OptionParser<readonly string[]> = (value, path) => {
  if (!Array.isArray(value) || value.some((name) => typeof name !== 'string' || name === ''))
    throw refuse(path, value, 'an array of names');
  return value as string[];
};

const SECRET: OptionParsers<SecretMarks> = { params: names, body: names, response: names };

const headerFields: OptionParser<Readonly<Record<string, string>>> = (value, path) => {
  if (!isOptions(value) || Object.values(value).some((text) => typeof text !== 'string'))
    throw refuse(path, value, 'an object of strings');
  return value as Readonly<Record<string, string>>;
};

/** Parses a rule: an object with a method of this name. */
function rule<Rule>(method: string, example: string): OptionParser<Rule> {
  return (value, path) => {
    const found: unknown =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[method] : undefined;
    if (typeof found !== 'function') throw refuse(path, value, `a rule, such as ${example}`);
    return value as Rule;
  };
}

const limit: OptionParser<number | false> = (value, path) =>
  value === false ? false : limitOrFalse(value, path);

const BEHAVIOUR = {
  idempotency: oneOf('safe', 'key', 'none'),
  timeout: limit,
  deadline: limit,
  auth: oneOf('none'),
  secret: (value: unknown, path: string) => parseOptions<SecretMarks>(value, SECRET, path),
  headers: headerFields,
  queryStyle: oneOf('repeat', 'comma', 'brackets'),
  page: rule('walk', 'linkPages()'),
  events: rule('open', 'sse()'),
  conditional: rule('create', 'etags()'),
  poll: rule('poll', 'pollUntil()'),
  download: rule('download', 'toFile()'),
};

const OK = bodies((status) => /^2(?:\d\d|XX)$|^304$/.test(status), 'statuses 200 to 299, 304 or 2XX');
const ERR = bodies(
  (status) => /^[1345](?:\d\d|XX)$|^default$/.test(status),
  'statuses outside 200 to 299, 4XX, 5XX or default',
);

const BY_HAND: OptionParsers<Declaration> = {
  ...BEHAVIOUR,
  params: schema,
  query: schema,
  headerParams: schema,
  body: schema,
  ok: OK,
  err: ERR,
} as OptionParsers<Declaration>;

const OF_PATHS: OptionParsers<PathOptions> = {
  ...BEHAVIOUR,
  body: schema,
  ok: OK,
  err: ERR,
} as OptionParsers<PathOptions>;

/**
 * Checks a declaration.
 * @param byHand whether it declares its types by schemas, not by a `paths` type
 * @throws OptionError that names the operation by its method and path
 */
export function checkDeclaration(given: object, byHand: boolean, method: Method, path: string): void {
  try {
    check(given, byHand, method);
  } catch (error) {
    if (!isOptionError(error)) throw error;
    throw new OptionError(error.option, `operation '${method} ${path}': ${error.message}`);
  }
}

function check(given: object, byHand: boolean, method: Method): void {
  const declared: Partial<Declaration> = parseOptions<Declaration>(
    given,
    byHand ? BY_HAND : (OF_PATHS as OptionParsers<Declaration>),
    '',
  );
  if (byHand && (declared.ok === undefined || Object.keys(declared.ok).length === 0))
    throw refuse('ok', declared.ok, 'an object of schemas by status, with at least one');
  if (declared.body !== undefined && BODILESS.has(method))
    throw new OptionError('body', `a ${method} has no body; declare its 'query'`);
  if (declared.download !== undefined && method !== 'GET')
    throw new OptionError('download', `a download needs the method GET; got ${method}`);
  const readers = (['page', 'events', 'poll'] as const).filter(
    (property) => declared[property] !== undefined,
  );
  if (readers.length > 1)
    throw new OptionError(
      readers[1] ?? '',
      `declare only one of 'page', 'events' and 'poll'; got ${readers.join(' and ')}`,
    );
}
