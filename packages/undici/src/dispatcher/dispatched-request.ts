// A request as a caller gives it to `dispatch()`, checked as undici checks it.
import { stringify } from 'node:querystring';
import { errors, type Dispatcher } from 'undici';
import { readUnpolluted } from '@sluice/core/internal';
import { NOT_IN_A_VALUE, readHeaders, TOKEN, type AnyHeaders } from './dispatched-headers.ts';

const { InvalidArgumentError } = errors;

/** A request of a dispatcher, each property read once. */
export interface DispatchedRequest {
  /** Scheme, host and port. */
  readonly origin: URL;
  readonly method: string;
  readonly path: string;
  /** Names and values alternately. */
  readonly headers: string[];
  readonly body: unknown;
  /** Whether to send `connection: close`; undefined if the caller left that open. */
  readonly reset: boolean | undefined;
  /** In ms, `Infinity` for no limit; undefined for the dispatcher's own limit. */
  readonly headersTimeout: number | undefined;
  readonly bodyTimeout: number | undefined;
  /** Whether the request may be sent again; undefined if its method decides. */
  readonly idempotent: boolean | undefined;
  readonly expectContinue: boolean;
  /** The name for SNI and the certificate check; undefined for the host of the origin. */
  readonly servername: string | undefined;
  /** False requires HTTP/1.1, even if the dispatcher offers HTTP/2. */
  readonly allowHttp2: boolean;
}

/** The options that are read, some of them missing in the types of undici. */
interface Given extends Omit<Dispatcher.DispatchOptions, 'path' | 'method'> {
  readonly path: unknown;
  readonly method: unknown;
  readonly allowH2?: unknown;
  readonly maxRedirections?: unknown;
  readonly servername?: unknown;
  readonly throwOnError?: unknown;
}

/** A character that a path must not contain. */
const NOT_IN_A_PATH = /[^\u0021-\u00ff]/;

/** Whether a request asks for an upgrade or a tunnel. */
export function isUpgrade(given: Dispatcher.DispatchOptions): boolean {
  return Boolean(readUnpolluted(given, 'upgrade')) || readUnpolluted(given, 'method') === 'CONNECT';
}

/**
 * Checks the protocol that a request asks for, before its handler is checked.
 * @throws InvalidArgumentError of undici
 */
export function checkUpgrade(given: Dispatcher.DispatchOptions): void {
  const upgrade: unknown = readUnpolluted(given, 'upgrade');
  if (!upgrade) return;
  if (typeof upgrade !== 'string') throw new InvalidArgumentError('upgrade must be a string');
  if (NOT_IN_A_VALUE.test(upgrade)) throw new InvalidArgumentError('invalid upgrade header');
}

/**
 * Reads and checks a request.
 * @throws InvalidArgumentError or NotSupportedError of undici
 */
export function readRequest(given: Dispatcher.DispatchOptions): DispatchedRequest {
  const read = <Name extends keyof Given>(name: Name): Given[Name] | undefined =>
    readUnpolluted(given as Given, name);
  const origin = originOf(read('origin'));
  const method = methodOf(read('method'));
  const path = pathOf(read('path'), read('query'));
  if (read('throwOnError') !== undefined && read('throwOnError') !== null) {
    throw new InvalidArgumentError('invalid throwOnError');
  }
  if (read('maxRedirections')) {
    throw new InvalidArgumentError('maxRedirections is not supported, use the redirect interceptor');
  }
  const typeOfService = read('typeOfService');
  if (typeOfService !== undefined && typeOfService !== null) {
    throw new errors.NotSupportedError(
      'typeOfService is not supported: requests share connections, leave it out',
    );
  }
  const { lines, close } = readHeaders(read('headers') as AnyHeaders);
  const reset = boolean(read('reset'), 'reset');
  const servername = read('servername');
  return {
    origin,
    method,
    path,
    headers: lines,
    body: read('body') ?? null,
    reset: close ? true : reset,
    headersTimeout: limit(read('headersTimeout'), 'headersTimeout'),
    bodyTimeout: limit(read('bodyTimeout'), 'bodyTimeout'),
    idempotent: read('idempotent') ?? undefined,
    expectContinue: boolean(read('expectContinue'), 'expectContinue') ?? false,
    servername: typeof servername === 'string' && servername !== '' ? servername : undefined,
    allowHttp2: read('allowH2') !== false,
  };
}

function originOf(given: string | URL | undefined): URL {
  if ((typeof given !== 'string' || given === '') && !(given instanceof URL)) {
    throw new InvalidArgumentError('opts.origin must be a non-empty string or URL.');
  }
  const url = URL.parse(String(given));
  if (url === null) throw new InvalidArgumentError('invalid url');
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new InvalidArgumentError('Invalid URL protocol: the URL must start with `http:` or `https:`.');
}

function methodOf(given: unknown): string {
  if (typeof given !== 'string') throw new InvalidArgumentError('method must be a string');
  if (!TOKEN.test(given)) throw new InvalidArgumentError('invalid request method');
  return given;
}

/** The path with the query of the option `query`, serialized as undici does: a list becomes one field per item. */
function pathOf(path: unknown, query: Record<string, unknown> | undefined): string {
  if (typeof path !== 'string') throw new InvalidArgumentError('path must be a string');
  if (path[0] !== '/' && !/^https?:\/\//.test(path)) {
    throw new InvalidArgumentError('path must be an absolute URL or start with a slash');
  }
  if (NOT_IN_A_PATH.test(path)) throw new InvalidArgumentError('invalid request path');
  if (!query) return path;
  if (/[?#]/.test(path)) {
    throw new InvalidArgumentError('Query params cannot be passed when url already contains "?" or "#".');
  }
  const fields = stringify(query as NodeJS.Dict<string | string[]>);
  return fields === '' ? path : `${path}?${fields}`;
}

/** A limit in ms, where 0 is no limit, as in undici. */
function limit(given: number | null | undefined, name: string): number | undefined {
  if (given === undefined || given === null) return undefined;
  if (!Number.isFinite(given) || given < 0) throw new InvalidArgumentError(`invalid ${name}`);
  return given === 0 ? Infinity : given;
}

function boolean(given: unknown, name: string): boolean | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'boolean') throw new InvalidArgumentError(`invalid ${name}`);
  return given;
}
