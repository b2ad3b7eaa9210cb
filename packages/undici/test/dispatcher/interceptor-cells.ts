// The matrix of callers, interceptors and faults, run on the dispatcher and on undici's own Agent.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import * as undici8 from 'undici';
import * as undici6 from 'undici-6';
import * as undici7 from 'undici-7';

/** What the matrix uses of each version of undici, whose types differ. */
interface UndiciApi {
  request(url: string, init: object): Promise<{ statusCode: number; body: { text(): Promise<string> } }>;
  fetch(url: string, init: object): Promise<{ status: number; text(): Promise<string> }>;
  readonly Agent: new (options: object) => Composable;
  readonly interceptors: Record<string, (options?: object) => unknown>;
}

/** A dispatcher of any version. */
export interface Composable {
  compose(...interceptors: unknown[]): Composable;
  close(): Promise<unknown>;
  destroy(error?: Error): Promise<unknown>;
}

export const VERSIONS: Record<string, UndiciApi> = {
  6: undici6 as never,
  7: undici7 as never,
  8: undici8 as never,
};

/** What came of a call: a response, or the codes of its error. */
export type Outcome = string;

type Caller = (url: string, init: { dispatcher: unknown }) => Promise<Outcome>;

const viaFetch =
  (fetch: UndiciApi['fetch']): Caller =>
  async (url, init) => {
    const response = await fetch(url, init);
    return `${response.status} ${await response.text()}`;
  };

const viaRequest =
  (request: UndiciApi['request']): Caller =>
  async (url, init) => {
    const { statusCode, body } = await request(url, init);
    return `${statusCode} ${await body.text()}`;
  };

export const CALLERS: Record<string, Caller> = {
  'built-in fetch': viaFetch(fetch as never),
};
for (const [version, { fetch, request }] of Object.entries(VERSIONS)) {
  CALLERS[`undici ${version} fetch`] = viaFetch(fetch);
  CALLERS[`undici ${version} request`] = viaRequest(request);
}

/** How interceptors are set up: delays and limits short enough for a test. */
const OPTIONS: Record<string, object | undefined> = {
  retry: { maxRetries: 2, minTimeout: 1, maxTimeout: 5 },
  redirect: { maxRedirections: 2 },
  dump: { maxSize: 1_000_000 },
  dns: { lookup: (_origin: URL, _options: object, done: (error: null, found: object[]) => void) => done(null, [{ address: '127.0.0.1', family: 4, ttl: 10_000 }]) },
};

/** The interceptors of a version, by name, as functions that make a fresh one. */
export function interceptorsOf(version: string): Record<string, () => unknown> {
  const { interceptors } = VERSIONS[version] as UndiciApi;
  const made: Record<string, () => unknown> = {};
  for (const name of Object.keys(interceptors)) {
    made[name] = () => {
      const make = interceptors[name] as (options?: object) => unknown;
      // That of undici 6 is an interceptor by itself.
      return name === 'responseError' && version === '6' ? make : make(OPTIONS[name] ?? {});
    };
  }
  return made;
}

export const FAULTS = ['200', 'flaky 503', '503', 'refused', 'flaky reset', 'reset', 'cut body', 'redirect', 'redirect loop', 'slow', 'gzip', 'empty'] as const;
export type Fault = (typeof FAULTS)[number];

/** An origin with a path per fault and cell. */
export interface CellOrigin {
  url(fault: Fault, cell: string): string;
  /** Requests of a cell so far. */
  seen(cell: string): number;
  close(): Promise<void>;
}

export async function cellOrigin(): Promise<CellOrigin> {
  const seen = new Map<string, number>();
  const server = http.createServer((request, response) => {
    const [, fault = '', cell = ''] = (request.url ?? '').split('/').map(decodeURIComponent);
    const count = (seen.get(cell) ?? 0) + 1;
    seen.set(cell, count);
    if (fault === '503' || (fault === 'flaky 503' && count === 1)) response.writeHead(503, { 'content-type': 'text/plain' }).end('down');
    else if (fault === 'reset' || (fault === 'flaky reset' && count === 1)) request.socket.resetAndDestroy();
    else if (fault === 'redirect') response.writeHead(302, { location: `/200/${cell}` }).end('moved');
    else if (fault === 'redirect loop') response.writeHead(302, { location: request.url }).end('moved');
    else if (fault === 'gzip') response.writeHead(200, { 'content-encoding': 'gzip', 'cache-control': 'max-age=60' }).end(gzipSync('zipped'));
    else if (fault === 'empty') response.writeHead(204).end();
    else if (fault === 'cut body') {
      response.writeHead(200, { 'content-length': '10' });
      response.write('12345');
      setTimeout(() => request.socket.destroy(), 10);
    } else if (fault !== 'slow') response.writeHead(200, { 'cache-control': 'max-age=60' }).end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (fault, cell) =>
      `http://${fault === 'refused' ? 'localhost:2' : `localhost:${port}`}/${encodeURIComponent(fault)}/${encodeURIComponent(cell)}`,
    seen: (cell) => seen.get(cell) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Runs one cell. @returns its outcome and the number of requests that arrived */
export async function runCell(origin: CellOrigin, caller: string, dispatcher: unknown, fault: Fault, cell: string): Promise<Outcome> {
  const call = CALLERS[caller] as Caller;
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<string>((resolve) => (timer = setTimeout(resolve, 3_000, 'HANG')));
  const outcome = await Promise.race([
    hung,
    call(origin.url(fault, cell), { dispatcher, ...(process.env['THROW6'] && { throwOnError: true }) }).catch((error: unknown) => described(error)),
  ]);
  clearTimeout(timer);
  return `${outcome} (${origin.seen(cell)} requests)`;
}

interface Described {
  readonly name?: string;
  readonly code?: string;
  readonly cause?: Described;
  readonly message?: string;
}

function described(error: unknown): string {
  const { name, cause, code } = error as Described;
  // `fetch` wraps what the dispatcher fails with.
  const of = name === 'TypeError' && cause !== undefined ? cause : (error as Described);
  return `${name} ${of.code ?? of.message ?? code}`;
}
