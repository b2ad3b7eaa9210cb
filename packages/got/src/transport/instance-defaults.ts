import type { ExtendOptions, Got, Options } from 'got';
import type { RequestDefaults } from '@sluice/core/transport';
import { watchHooks } from './length-check.ts';

/** What an instance says of every request, apart from the instance. */
export interface Parted {
  readonly instance: Got;
  readonly requestDefaults: RequestDefaults | undefined;
}

/** Headers that are left to the instance: of a connection, and of the client's codings. */
const LEFT: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'accept-encoding']);

/**
 * Parts an instance from what it says of every request: its headers, its user and password, its query. That is for the
 * client to say: the instance would send it to whatever origin a redirect leads to, and put its query in the place of
 * each call's.
 * @param options others for the instance
 */
export function partInstance(got: Got, options: ExtendOptions): Parted {
  const { mutableDefaults } = got.defaults;
  // To extend got with headers undefined costs it more for each call than the headers.
  const instance = got.extend({ ...options, mutableDefaults: true });
  const own = instance.defaults.options;
  const requestDefaults = requestDefaultsOf(own);
  clear(own, new Map());
  own.searchParams = undefined;
  if (options.hooks !== undefined) watchHooks(own);
  return { instance: mutableDefaults ? instance : instance.extend({ mutableDefaults }), requestDefaults };
}

/** Takes out of the options of a request what is not among the headers of the call, nor in the query of its URL. */
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
  // With a URL, these are the fields of it.
  const query = url === undefined ? new URLSearchParams(searchParams) : undefined;
  if (!query?.size && Object.keys(headers).length === 0) return undefined;
  return { headers, query: query?.size ? query : undefined };
}

function ownHeaders({ headers }: Options): string[] {
  return Object.keys(headers).filter(
    (name) => headers[name] !== undefined && !LEFT.has(name) && !isGots(name, headers[name]),
  );
}

/** got names itself where nobody else does. */
function isGots(name: string, value: unknown): boolean {
  return name === 'user-agent' && String(value).startsWith('got (');
}
