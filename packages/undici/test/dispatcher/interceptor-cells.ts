// The matrix of callers, interceptors and faults, run on a dispatcher of this package and on undici's own Agent.
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

export type Version = '6' | '7' | '8';

export const VERSIONS: Record<Version, UndiciApi> = {
  6: undici6 as never,
  7: undici7 as never,
  8: undici8,
};

/** How a request is made: `fetch` follows redirects and decompresses by itself. */
export type Kind = 'fetch' | 'request';

/** One who makes requests. */
export interface Caller {
  readonly name: string;
  readonly kind: Kind;
  readonly call: (url: string, dispatcher: unknown) => Promise<string>;
}

/** The caller of a version of undici, or of the `fetch` built into Node.js. */
export function callerOf(version: Version | 'built-in', kind: Kind): Caller {
  const api = version === 'built-in' ? { fetch: fetch as never as UndiciApi['fetch'] } : VERSIONS[version];
  const name = version === 'built-in' ? 'built-in fetch' : `undici ${version} ${kind}`;
  const call = async (url: string, dispatcher: unknown): Promise<string> => {
    if (kind === 'fetch') {
      const response = await api.fetch(url, { dispatcher });
      return `${response.status} ${await response.text()}`;
    }
    const { statusCode, body } = await (api as UndiciApi).request(url, { dispatcher });
    return `${statusCode} ${await body.text()}`;
  };
  return { name, kind, call };
}

export const CALLERS: readonly Caller[] = [
  callerOf('built-in', 'fetch'),
  ...(['6', '7', '8'] as const).flatMap((version) => [
    callerOf(version, 'fetch'),
    callerOf(version, 'request'),
  ]),
];

type Lookup = (origin: URL, options: object, done: (error: null, found: object[]) => void) => void;

const lookup: Lookup = (_origin, _options, done) =>
  done(null, [{ address: '127.0.0.1', family: 4, ttl: 10_000 }]);

/** How interceptors are set up: delays and limits short enough for a test. */
const OPTIONS: Record<string, object | undefined> = {
  retry: { maxRetries: 2, minTimeout: 1, maxTimeout: 5, timeoutFactor: 1 },
  redirect: { maxRedirections: 2 },
  dump: { maxSize: 1_000_000 },
  // With both families, that of undici 6 repeats a refused dial without end, on its own Agent as well.
  dns: { lookup, dualStack: false, affinity: 4 },
};

/** The interceptors of a version, by name, as functions that make a new one; `none` makes undefined. */
export function interceptorsOf(version: Version): Record<string, () => unknown> {
  const { interceptors } = VERSIONS[version];
  const made: Record<string, () => unknown> = { none: () => undefined };
  for (const name of Object.keys(interceptors)) {
    made[name] = () => {
      const make = interceptors[name] as (options?: object) => unknown;
      // That of undici 6 is an interceptor by itself.
      return name === 'responseError' && version === '6' ? make : make(OPTIONS[name] ?? {});
    };
  }
  return made;
}

/** What the server does. */
export const FAULTS = [
  '200',
  'flaky 503',
  '503',
  'refused',
  'flaky reset',
  'reset',
  'cut body',
  'redirect',
  'redirect loop',
  'slow',
  'gzip',
  'empty',
] as const;
export type Fault = (typeof FAULTS)[number];

/** How long the head of a response may take, in ms; `slow` never sends one. */
export const headersTimeoutOf = (fault: Fault): number => (fault === 'slow' ? 100 : 30_000);

/** An origin with a path per fault and cell. */
export interface CellOrigin {
  url(fault: Fault, cell: string): string;
  close(): Promise<void>;
}

/** Makes the origin. */
export async function cellOrigin(): Promise<CellOrigin> {
  const seen = new Set<string>();
  const server = http.createServer((request, response) => {
    const { url = '' } = request;
    const first = !seen.has(url);
    seen.add(url);
    answer(decodeURIComponent(url.split('/')[1] ?? '') as Fault, first, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url(fault, cell) {
      // Node.js has no server on port 2, and `fetch` blocks port 1.
      const host = `localhost:${fault === 'refused' ? 2 : port}`;
      return `http://${host}/${encodeURIComponent(fault)}/${encodeURIComponent(cell)}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  fault: Fault,
  first: boolean,
  { socket, url = '' }: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const fresh = { 'cache-control': 'max-age=60' };
  switch (fault) {
    case 'slow':
    case 'refused':
      return;
    case 'flaky 503':
    case '503':
      if (first || fault === '503') response.writeHead(503, { 'content-type': 'text/plain' }).end('down');
      else response.writeHead(200).end('ok');
      return;
    case 'flaky reset':
    case 'reset':
      if (first || fault === 'reset') socket.resetAndDestroy();
      else response.writeHead(200).end('ok');
      return;
    case 'cut body':
      response.writeHead(200, { 'content-length': '10' });
      response.write('12345', () => socket.destroySoon());
      return;
    case 'redirect':
      response.writeHead(302, { location: `/200/${url.split('/')[2]}` }).end('moved');
      return;
    case 'redirect loop':
      response.writeHead(302, { location: url }).end('moved');
      return;
    case 'gzip':
      response.writeHead(200, { 'content-encoding': 'gzip', ...fresh }).end(gzipSync('zipped'));
      return;
    case 'empty':
      response.writeHead(204).end();
      return;
    default:
      response.writeHead(200, fresh).end('ok');
  }
}

/** When a cell counts as hung, in ms: long, since a busy machine stands still at times. */
const HUNG_AFTER = 30_000;

/** Runs one cell. @returns the response, or the name and the code of the error, or `never settled` */
export async function runCell(
  origin: CellOrigin,
  { call }: Caller,
  dispatcher: unknown,
  fault: Fault,
  cell: string,
): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<string>((resolve) => (timer = setTimeout(resolve, HUNG_AFTER, 'never settled')));
  const outcome = call(origin.url(fault, cell), dispatcher).catch(described);
  try {
    return await Promise.race([hung, outcome]);
  } finally {
    clearTimeout(timer);
  }
}

interface Described {
  readonly name?: string;
  readonly code?: string;
  readonly cause?: Described;
  readonly message?: string;
}

function described(error: unknown): string {
  const { name, cause } = error as Described;
  // `fetch` wraps the dispatcher's error.
  const inner = name === 'TypeError' && cause !== undefined ? cause : (error as Described);
  return `${name} ${inner.name} ${inner.code ?? inner.message}`;
}
