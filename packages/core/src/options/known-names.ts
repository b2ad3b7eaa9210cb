// Names that other HTTP clients give to options, and what has their place here.

/** The place of an option: the name of the option that must exist for this advice, and the advice. */
type Advice = readonly [root: string, advice: string];

const QUERY: Advice = ['query', "'query'"];
const BASE: Advice = ['baseUrl', "'baseUrl'"];
const RETRIES: Advice = ['retry', "'retry: { maxRetries }'"];
const BODY: Advice = ['json', "'json', 'form' or 'body'"];
const HOOKS: Advice = ['hooks', "'hooks: { beforeRequest, afterResponse, beforeRetry, onError }'"];
const STATUS: Advice = ['throwHttpErrors', "'throwHttpErrors', true, false or a function of the status"];
const TLS: Advice = ['transport', "'transport: undiciTransport({ tls: { ca, cert, key } })'"];
const TRANSPORT: Advice = ['transport', "'transport'"];
const TIMEOUT: Advice = ['timeout', "'timeout: { total, attempt, connect, responseHeader, body }', in ms"];
const HOST_LIMIT: Advice = ['gate', "'gate: { maxPerHost }'"];

/** By name. A name with a dot stands for a field of an option. Sources: the documentation of got, ky, axios and fetch. */
const ELSEWHERE: Readonly<Record<string, Advice>> = {
  searchParams: QUERY,
  searchParameters: QUERY,
  params: QUERY,
  qs: QUERY,
  prefixUrl: BASE,
  prefix: BASE,
  baseURL: BASE,
  baseUri: BASE,
  limit: RETRIES,
  retries: RETRIES,
  maxRetries: RETRIES,
  attempts: RETRIES,
  data: BODY,
  payload: BODY,
  responseType: ['json', 'the reader of the call: .json(), .text() or .bytes()'],
  parseJson: ['json', 'the reader of the call: .json(schema)'],
  resolveBodyOnly: ['json', 'the reader of the call: .json()'],
  hooks: HOOKS,
  interceptors: HOOKS,
  transformRequest: HOOKS,
  transformResponse: HOOKS,
  validateStatus: STATUS,
  throwOnError: STATUS,
  followRedirect: ['redirect', "'redirect', 'follow', 'manual' or 'error'"],
  follow: ['maxRedirects', "'maxRedirects'"],
  dispatcher: TRANSPORT,
  agent: TRANSPORT,
  httpAgent: TRANSPORT,
  httpsAgent: TRANSPORT,
  adapter: TRANSPORT,
  fetch: TRANSPORT,
  https: TLS,
  ca: TLS,
  cert: TLS,
  rejectUnauthorized: TLS,
  connectTimeout: TIMEOUT,
  headersTimeout: TIMEOUT,
  bodyTimeout: TIMEOUT,
  timeoutMs: TIMEOUT,
  connections: HOST_LIMIT,
  maxSockets: HOST_LIMIT,
  concurrency: HOST_LIMIT,
  auth: ['headers', "a URL with user and password, or the plugins of '@sluice/auth'"],
  username: ['headers', "a URL with user and password, or the plugins of '@sluice/auth'"],
  password: ['headers', "a URL with user and password, or the plugins of '@sluice/auth'"],
  cancelToken: ['signal', "'signal'"],
  abortSignal: ['signal', "'signal'"],
  maxContentLength: ['maxResponseBytes', "'maxResponseBytes'"],
  compress: ['decompress', "'decompress'"],
  'retry.limit': ['maxRetries', "'retry.maxRetries'"],
  'retry.retries': ['maxRetries', "'retry.maxRetries'"],
  'retry.statusCodes': ['statuses', "'retry.statuses'"],
  'retry.afterStatusCodes': ['hintStatuses', "'retry.hintStatuses'"],
  'retry.backoffLimit': ['maxDelay', "'retry.maxDelay'"],
  'retry.delay': ['minDelay', "'retry.minDelay', in ms"],
  'retry.minTimeout': ['minDelay', "'retry.minDelay', in ms"],
  'retry.maxTimeout': ['maxDelay', "'retry.maxDelay', in ms"],
  'retry.calculateDelay': ['backoff', "'retry.backoff', a name or a function"],
  'retry.retryDelay': ['backoff', "'retry.backoff', a name or a function"],
  'retry.shouldRetry': ['checkRetry', "'retry.checkRetry'"],
  'retry.retryCondition': ['checkRetry', "'retry.checkRetry'"],
  'retry.onFailedAttempt': ['onRetry', "'retry.onRetry'"],
  'retry.jitter': ['backoff', "'retry.backoff', for example 'equal-jitter'"],
  'retry.codes': ['errorCodes', "'retry.errorCodes'"],
  'timeout.request': ['total', "'timeout.total', or 'timeout.attempt' for one attempt"],
  'timeout.response': ['responseHeader', "'timeout.responseHeader'"],
  'timeout.headers': ['responseHeader', "'timeout.responseHeader'"],
  'timeout.socket': ['body', "'timeout.body'"],
  'timeout.read': ['body', "'timeout.body'"],
  'timeout.secureConnect': ['tlsHandshake', "'timeout.tlsHandshake'"],
  'timeout.lookup': ['connect', "'timeout.connect'"],
};

/** The plugins of this project that a client does not have unless it is given them, by the option that they add. */
const PLUGINS: ReadonlySet<string> = new Set(['breaker', 'hedge', 'bearer', 'basic', 'apiKey']);

/**
 * What a caller who gave an unknown option probably meant, as the end of a sentence.
 * @param path the path of the unknown option, for example `retry.limit`
 * @param allowed the names that are allowed in its place
 */
export function probablyMeant(path: string, allowed: readonly string[]): string | undefined {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const advice = Object.hasOwn(ELSEWHERE, path) ? ELSEWHERE[path] : undefined;
  if (advice !== undefined && allowed.includes(advice[0])) return `use ${advice[1]}`;
  if (path === name && PLUGINS.has(name)) {
    return `it belongs to a plugin, which a client gets by plugins: [${name}()]`;
  }
  const near = nearest(name, allowed);
  return near === undefined ? undefined : `probably '${path.slice(0, -name.length)}${near}'`;
}

/** The allowed name with the fewest edits; undefined if more than a third of the letters would change. */
function nearest(name: string, allowed: readonly string[]): string | undefined {
  const given = name.toLowerCase();
  let best: string | undefined;
  let fewest = Math.floor(Math.min(given.length, 40) / 3) + 1;
  for (const candidate of allowed) {
    const edits = editsBetween(given.slice(0, 40), candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function editsBetween(from: string, to: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 1; index <= from.length; index++) {
    const next = [index];
    for (let column = 1; column <= to.length; column++) {
      const same = from[index - 1] === to[column - 1];
      let edits = Math.min(
        (row[column - 1] as number) + (same ? 0 : 1),
        (row[column] as number) + 1,
        (next[column - 1] as number) + 1,
      );
      const swapped = from[index - 1] === to[column - 2] && from[index - 2] === to[column - 1];
      if (index > 1 && column > 1 && swapped) edits = Math.min(edits, (previous[column - 2] as number) + 1);
      next.push(edits);
    }
    [previous, row] = [row, next];
  }
  return row[to.length] as number;
}
