// The plugin `apiKey()`: a key in a header or in the query of each request.
import type { HttpRequest } from '@sluice/core';
import { option, refuse, type OptionParsers, type Plugin } from '@sluice/core/plugin';
import { parseOrigins } from './audience.ts';
import { fixedCredentials } from './fixed-credentials.ts';

const { parseOptions, string } = option;

/** Options of {@link apiKey}. Give one of `header` and `query`, or neither. */
export interface ApiKeyOptions {
  /** The key. */
  readonly key: string;
  /** The header that carries it. Default: `x-api-key`, unless `query` is given. */
  readonly header?: string | undefined;
  /** The query field that carries it. A header is better: URLs are logged by servers and proxies. Default: none. */
  readonly query?: string | undefined;
  /** The origins that receive it. Default: the origin of the client's `baseUrl`; without one, that of the call's first request. */
  readonly origins?: readonly string[] | undefined;
}

/** The options that {@link apiKey} adds to every call. */
export interface ApiKeyCallOptions {
  /** Whether the call carries the key. Default: true. */
  readonly apiKey?: boolean | undefined;
}

type Checked = Omit<ApiKeyOptions, 'origins'> & { readonly origins: ReadonlySet<string> };

const PARSERS: OptionParsers<Checked> = { key: string, header: string, query: string, origins: parseOrigins };

/**
 * Plugin, stage `retry`: sends a key. A header or a query field of that name that the call gives itself is kept.
 * @throws OptionError for an unknown option or a bad value
 */
export function apiKey(options: ApiKeyOptions): Plugin<ApiKeyCallOptions> {
  const { key, header, query, origins } = parseOptions<Checked>(options, PARSERS, 'apiKey');
  if (key === undefined || key === '') throw refuse('apiKey.key', key, 'a string that is not empty');
  if (header !== undefined && query !== undefined)
    throw refuse('apiKey.query', query, "left out if 'header' is given");
  return fixedCredentials('apiKey', origins, (request) =>
    query === undefined ? inHeader(request, header ?? 'x-api-key', key) : inQuery(request, query, key),
  );
}

function inHeader(request: HttpRequest, name: string, key: string): HttpRequest {
  const { headers } = request;
  return headers.has(name) ? request : request.withHeaders(headers.with(name, key));
}

function inQuery(request: HttpRequest, name: string, key: string): HttpRequest {
  const url = new URL(request.url);
  if (url.searchParams.has(name)) return request;
  // Appended as text: `searchParams` would encode the rest of the query anew.
  url.search += `${url.search === '' ? '' : '&'}${new URLSearchParams({ [name]: key }).toString()}`;
  return request.with({ url });
}
