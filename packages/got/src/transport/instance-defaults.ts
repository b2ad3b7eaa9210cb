// Separates an instance from its defaults for requests, which the client applies.
import type { ExtendOptions, Got, Options } from 'got';
import type { RequestDefaults } from '@sluice/core/transport';
import { watchHooks } from './length-check.ts';

/** An instance without its defaults for requests, and those defaults. */
export interface Parted {
  readonly instance: Got;
  readonly requestDefaults: RequestDefaults | undefined;
}

/** Headers that remain with the instance: those of the connection, and the client's codings. */
const KEPT: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'accept-encoding']);

/**
 * Separates an instance from its defaults for requests: headers, user and password, query. The client applies them, because
 * the instance would send them to every origin of a redirect, and would replace the query of each call by its own.
 * @param options further options for the instance
 */
export function partInstance(got: Got, options: ExtendOptions): Parted {
  const { mutableDefaults } = got.defaults;
  // Extending got with headers of `undefined` would cost more per call than the headers.
  const instance = got.extend({ ...options, mutableDefaults: true });
  const own = instance.defaults.options;
  const requestDefaults = requestDefaultsOf(own);
  clear(own, new Map());
  own.searchParams = undefined;
  if (options.hooks !== undefined) watchHooks(own);
  return { instance: mutableDefaults ? instance : instance.extend({ mutableDefaults }), requestDefaults };
}

/**
 * Removes headers, credentials and query from the options of a request, except those of the call.
 * @param fields the headers of the call
 * @param url has the query of the call; undefined keeps the query
 */
export function clear(options: Options, fields: ReadonlyMap<string, unknown>, url?: URL): Options {
  for (const name of ownHeaders(options)) if (!fields.has(name)) delete options.headers[name];
  options.username = options.password = '';
  if (url !== undefined) (options.url as URL).search = url.search;
  return options;
}

function requestDefaultsOf(options: Options): RequestDefaults | undefined {
  const headers: Record<string, string | string[]> = {};
  for (const name of ownHeaders(options)) headers[name] = options.headers[name] as string | string[];
  const { username, password, url, searchParams } = options;
  if (username !== '' || password !== '') {
    headers['authorization'] ??= `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }
  // With a URL, `searchParams` are those of the URL.
  const query = url === undefined ? new URLSearchParams(searchParams) : undefined;
  if (!query?.size && Object.keys(headers).length === 0) return undefined;
  return { headers, query: query?.size ? query : undefined };
}

function ownHeaders({ headers }: Options): string[] {
  return Object.keys(headers).filter(
    (name) => headers[name] !== undefined && !KEPT.has(name) && !isGots(name, headers[name]),
  );
}

/** Whether a header is got's default `user-agent`. */
function isGots(name: string, value: unknown): boolean {
  return name === 'user-agent' && String(value).startsWith('got (');
}
