// Names of options of other HTTP clients, with the options of this project that replace them.

/** Advice on an option of another client: what replaces it. */
export interface Advice {
  /** The name of the option that must exist for this advice. */
  readonly root: string;
  /** In words, to follow "use". */
  readonly use: string;
  /** Whether only a client has the replacement, or only a call. Default: both. */
  readonly of?: 'client' | 'call';
}

const advice = (root: string, use: string): Advice => ({ root, use });
const ofClient = (root: string, use: string): Advice => ({ root, use, of: 'client' });
const ofCall = (root: string, use: string): Advice => ({ root, use, of: 'call' });

const QUERY = advice('query', "'query'");
const BASE = ofClient('baseUrl', "'baseUrl'");
const RETRIES = advice('retry', "'retry: { maxRetries }'");
const BODY = ofCall('json', "'json', 'form' or 'body'");
const HOOKS = advice('hooks', "'hooks: { beforeRequest, afterResponse, beforeRetry, onError }'");
const STATUS = advice('throwHttpErrors', "'throwHttpErrors', true, false or a function of the status");
const REDIRECT = advice('redirect', "'redirect', 'follow', 'manual' or 'error'");
const OWN_CONNECTIONS = "'transport: undiciTransport({ … })', which opens its own connections";
const DISPATCHER = ofClient('transport', OWN_CONNECTIONS);
const AGENT = ofClient('transport', `${OWN_CONNECTIONS}, or gotTransport({ agent }) of '@sluice/got'`);
const TRANSPORT = ofClient('transport', "'transport', an object with name, send and close");
const TLS = ofClient('transport', "'transport: undiciTransport({ tls: { ca, cert, key } })'");
const WIRE = ofClient(
  'transport',
  "'transport: undiciTransport({ tls, proxy, http2, lookup, localAddress, socketPath })'",
);
const TIMEOUT = advice('timeout', "'timeout: { total, attempt, connect, responseHeader, body }', in ms");
const HOST_LIMIT = ofClient('gate', "'gate: { maxPerHost }'");
const LOGIN = ofClient('plugins', "'plugins: [basic({ username, password })]', or bearer() or apiKey()");
const TOKEN = ofClient('plugins', "'plugins: [bearer({ token })]'");
const SIGNAL = ofCall('signal', "'signal'");
const STREAM = ofCall(
  'json',
  'the response, which is a stream: for await (const chunk of await client.get(url))',
);
const PROGRESS = ofCall('onDownloadProgress', "'onDownloadProgress' or 'onUploadProgress'");

/** The advice for each name; a name with a dot is a field of an option. Sources: documentation of got, ky, axios, fetch. */
export const FOREIGN_NAMES: Readonly<Record<string, Advice>> = {
  searchParams: QUERY,
  searchParameters: QUERY,
  params: QUERY,
  qs: QUERY,
  paramsSerializer: advice('query', "'query', which may be a URLSearchParams"),
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
  responseType: ofCall('json', 'the reader of the call: .json(), .text() or .bytes()'),
  encoding: ofCall('json', 'the reader of the call: .bytes(), and a TextDecoder'),
  responseEncoding: ofCall('json', 'the reader of the call: .bytes(), and a TextDecoder'),
  parseJson: ofCall('json', 'the reader of the call: .json(schema)'),
  resolveBodyOnly: ofCall('json', 'the reader of the call: .json()'),
  stream: STREAM,
  isStream: STREAM,
  onProgress: PROGRESS,
  progress: PROGRESS,
  interceptors: HOOKS,
  transformRequest: HOOKS,
  transformResponse: HOOKS,
  beforeRequest: HOOKS,
  afterResponse: HOOKS,
  beforeError: HOOKS,
  validateStatus: STATUS,
  throwOnError: STATUS,
  followRedirect: REDIRECT,
  followRedirects: REDIRECT,
  follow: advice('maxRedirects', "'maxRedirects'"),
  dispatcher: DISPATCHER,
  agent: AGENT,
  httpAgent: AGENT,
  httpsAgent: AGENT,
  adapter: TRANSPORT,
  fetch: TRANSPORT,
  https: TLS,
  ca: TLS,
  cert: TLS,
  rejectUnauthorized: TLS,
  tls: WIRE,
  proxy: WIRE,
  http2: WIRE,
  lookup: WIRE,
  dnsCache: WIRE,
  dnsLookup: WIRE,
  localAddress: WIRE,
  socketPath: WIRE,
  connectTimeout: TIMEOUT,
  headersTimeout: TIMEOUT,
  bodyTimeout: TIMEOUT,
  timeoutMs: TIMEOUT,
  connections: HOST_LIMIT,
  maxSockets: HOST_LIMIT,
  concurrency: HOST_LIMIT,
  auth: LOGIN,
  username: LOGIN,
  password: LOGIN,
  token: TOKEN,
  accessToken: TOKEN,
  bearerToken: TOKEN,
  userAgent: advice('headers', "'headers: { 'user-agent': … }'"),
  cookieJar: advice('headers', "'headers: { cookie: … }' or a hook: cookies are not kept"),
  cookies: advice('headers', "'headers: { cookie: … }' or a hook: cookies are not kept"),
  withCredentials: advice('headers', "'headers: { cookie: … }' or a hook: cookies are not kept"),
  cancelToken: SIGNAL,
  abortSignal: SIGNAL,
  credentials: ofCall('json', 'client.fetch(url, init) for options of fetch'),
  mode: ofCall('json', 'client.fetch(url, init) for options of fetch'),
  integrity: ofCall('json', 'client.fetch(url, init) for options of fetch'),
  keepalive: ofCall('json', 'client.fetch(url, init) for options of fetch'),
  duplex: ofCall('body', "'body' alone: a stream needs no 'duplex'"),
  allowGetBody: ofCall('method', "'method' QUERY or POST: GET has no body"),
  maxContentLength: advice('maxResponseBytes', "'maxResponseBytes'"),
  compress: advice('decompress', "'decompress'"),
  'hooks.beforeError': advice('onError', "'hooks.onError'"),
  'hooks.beforeRedirect': advice(
    'beforeRequest',
    "'hooks.beforeRequest', which is called for each redirect too",
  ),
  'hooks.init': advice('beforeRequest', "'hooks.beforeRequest'"),
  'hooks.onRequest': advice('beforeRequest', "'hooks.beforeRequest'"),
  'hooks.onResponse': advice('afterResponse', "'hooks.afterResponse'"),
  'hooks.onRetry': advice('beforeRetry', "'hooks.beforeRetry'"),
  'pool.maxSockets': advice('maxPerHost', "'pool.maxPerHost'"),
  'pool.connections': advice('maxPerHost', "'pool.maxPerHost'"),
  'pool.maxTotalSockets': advice('maxTotal', "'pool.maxTotal'"),
  'pool.maxFreeSockets': advice('maxIdlePerHost', "'pool.maxIdlePerHost'"),
  'pool.keepAliveTimeout': advice('idleTimeout', "'pool.idleTimeout', in ms"),
  'pool.freeSocketTimeout': advice('idleTimeout', "'pool.idleTimeout', in ms"),
  'retry.limit': advice('maxRetries', "'retry.maxRetries'"),
  'retry.retries': advice('maxRetries', "'retry.maxRetries'"),
  'retry.statusCodes': advice('statuses', "'retry.statuses'"),
  'retry.afterStatusCodes': advice('hintStatuses', "'retry.hintStatuses'"),
  'retry.backoffLimit': advice('maxDelay', "'retry.maxDelay'"),
  'retry.delay': advice('minDelay', "'retry.minDelay', in ms"),
  'retry.minTimeout': advice('minDelay', "'retry.minDelay', in ms"),
  'retry.maxTimeout': advice('maxDelay', "'retry.maxDelay', in ms"),
  'retry.calculateDelay': advice('backoff', "'retry.backoff', a name or a function"),
  'retry.retryDelay': advice('backoff', "'retry.backoff', a name or a function"),
  'retry.shouldRetry': advice('checkRetry', "'retry.checkRetry'"),
  'retry.retryCondition': advice('checkRetry', "'retry.checkRetry'"),
  'retry.onFailedAttempt': advice('onRetry', "'retry.onRetry'"),
  'retry.jitter': advice('backoff', "'retry.backoff', for example 'equal-jitter'"),
  'retry.codes': advice('errorCodes', "'retry.errorCodes'"),
  'timeout.request': advice('total', "'timeout.total', or 'timeout.attempt' for one attempt"),
  'timeout.response': advice('responseHeader', "'timeout.responseHeader'"),
  'timeout.headers': advice('responseHeader', "'timeout.responseHeader'"),
  'timeout.socket': advice('body', "'timeout.body'"),
  'timeout.read': advice('body', "'timeout.body'"),
  'timeout.secureConnect': advice('tlsHandshake', "'timeout.tlsHandshake'"),
  'timeout.lookup': advice('connect', "'timeout.connect'"),
};
