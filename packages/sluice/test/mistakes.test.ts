// Typical mistakes of callers, each with the message that it gets.
import { expect, test } from 'vitest';
import { bearer, createClient, undiciTransport } from 'sluice';
import { clientOf, failure, originOf } from './setup.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- mistakes that do not compile
type Loose = any;

const make =
  (options: Loose): (() => unknown) =>
  () =>
    createClient(options);

/** Options that are refused when a client is made. The text is the beginning of the message. */
test.each<[string, () => unknown]>([
  ["unknown option 'prefixUrl': use 'baseUrl'; allowed: ", make({ prefixUrl: 'https://a.test' })],
  ["unknown option 'baseURL': use 'baseUrl'; allowed: ", make({ baseURL: 'https://a.test' })],
  ["unknown option 'limit': use 'retry: { maxRetries }'; allowed: ", make({ limit: 3 })],
  ["unknown option 'retries': use 'retry: { maxRetries }'; allowed: ", make({ retries: 3 })],
  ["unknown option 'timout': probably 'timeout'; allowed: ", make({ timout: 1 })],
  ["unknown option 'header': probably 'headers'; allowed: ", make({ header: {} })],
  ["unknown option 'params': use 'query'; allowed: ", make({ params: {} })],
  [
    "unknown option 'validateStatus': use 'throwHttpErrors', true, false or a function of the status; ",
    make({ validateStatus: () => true }),
  ],
  [
    "unknown option 'breaker': it belongs to a plugin; add it to the client with plugins: [breaker()]; ",
    make({ breaker: {} }),
  ],
  ["unknown option 'maxSockets': use 'gate: { maxPerHost }'; ", make({ maxSockets: 5 })],
  [
    "unknown option 'tls': it is an option of the transport; give it as transport: undiciTransport({ tls })",
    make({ tls: {} }),
  ],
  [
    "unknown option 'proxy': it is an option of the transport; give it as transport: undiciTransport({ proxy })",
    make({ proxy: '' }),
  ],
  [
    "unknown option 'agent': use 'transport: undiciTransport({ … })', which opens its own connections, or gotTransport({ agent }) of '@sluice/got'; ",
    make({ agent: {} }),
  ],
  ["unknown option 'fetch': use 'transport', an object with name, send and close; ", make({ fetch })],
  ["option 'json' belongs to a call: client.post(url, { json })", make({ json: {} })],
  ["option 'signal' belongs to a call: client.post(url, { signal })", make({ signal: AbortSignal.abort() })],
  ["unknown option 'retry.limit': use 'retry.maxRetries'; allowed: ", make({ retry: { limit: 1 } })],
  [
    "unknown option 'retry.statusCodes': use 'retry.statuses'; allowed: ",
    make({ retry: { statusCodes: [500] } }),
  ],
  ["option 'retry.maxRetries' must be a whole number from 0 on, or Infinity; got -1", make({ retry: -1 })],
  [
    "option 'retry' must be an object, a number for its field 'maxRetries', or false; got true",
    make({ retry: true }),
  ],
  [
    "unknown option 'timeout.request': use 'timeout.total', or 'timeout.attempt' for one attempt; allowed: ",
    make({ timeout: { request: 1 } }),
  ],
  [
    "option 'timeout' must be an object, a number for its field 'total', or false; got '5s'",
    make({ timeout: '5s' }),
  ],
  [
    "option 'timeout.total' must be a number of ms greater than 0, or false for no limit; got 0",
    make({ timeout: 0 }),
  ],
  [
    "unknown option 'gate.maxperhost': probably 'gate.maxPerHost'; allowed: ",
    make({ gate: { maxperhost: 1 } }),
  ],
  [
    "option 'baseUrl' must be an absolute http: or https: URL with a valid host; got 'api.example.com'",
    make({ baseUrl: 'api.example.com' }),
  ],
  [
    "option 'baseUrl' must be without query and fragment; got 'https://a.test/?…'",
    make({ baseUrl: 'https://a.test/?key=secret' }),
  ],
  [
    "option 'idempotencyKey' must be true, false or { methods }; a single key belongs to a call; got a value of type string",
    make({ idempotencyKey: 'k1' }),
  ],
  ["option 'plugins' must be an array of plugins; got a function", make({ plugins: () => [] })],
  ["option 'options' must be an object; got 'https://a.test': use { baseUrl }", make('https://a.test')],
  [
    "option 'plugins' must be made of plugins: objects with name, stage and setup; got a function: call it: bearer()",
    make({ plugins: [bearer] }),
  ],
  [
    "option 'transport' must be a transport: an object with name, send and close; got a function: call it: undiciTransport()",
    make({ transport: undiciTransport }),
  ],
  ["unknown option 'token': use 'plugins: [bearer({ token })]'; ", make({ token: 't' })],
  ["unknown option 'userAgent': use 'headers: { 'user-agent': … }'; ", make({ userAgent: 'shop/1.0' })],
  [
    "unknown option 'cookieJar': use 'headers: { cookie: … }' or a hook: cookies are not kept; ",
    make({ cookieJar: {} }),
  ],
  [
    "unknown option 'rejectUnauthorized': use 'transport: undiciTransport({ tls: { ca, cert, key } })'; ",
    make({ rejectUnauthorized: false }),
  ],
  [
    "unknown option 'parseJson': it belongs to a call; use the reader of the call: .json(schema); ",
    make({ parseJson: JSON.parse }),
  ],
  ["unknown option 'hooks.beforeError': use 'hooks.onError'; ", make({ hooks: { beforeError: [] } })],
  ["unknown option 'pool.maxSockets': use 'pool.maxPerHost'; ", make({ pool: { maxSockets: 5 } })],
])('making a client: %s', (message, mistake) => {
  expect(mistake).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_OPTION' }));
  expect(mistake).toThrow(message);
});

/** Calls that are refused or that fail. `URL` stands for the URL of the request. */
test.each<[string, (api: Loose) => PromiseLike<unknown>]>([
  ["GET URL: unknown option 'searchParams': use 'query'; ", (api) => api.get('x', { searchParams: {} })],
  ["POST URL: unknown option 'data': use 'json', 'form' or 'body'; ", (api) => api.post('x', { data: {} })],
  [
    "POST URL: unknown option 'name': to send this object, use { json: … } or { query: … }; ",
    (api) => api.post('x', { name: 'Ada' }),
  ],
  [
    'POST URL: the second argument must be an object of options; got a value of type string; a body is given as { json: … } or { body: … }',
    (api) => api.post('x', 'text'),
  ],
  [
    'GET URL: the second argument must be an object of options; got an array; a query is given as { query: … }',
    (api) => api.get('x', [1]),
  ],
  [
    "GET URL: unknown option 'responseType': use the reader of the call: .json(), .text() or .bytes(); ",
    (api) => api.get('x', { responseType: 'json' }),
  ],
  ["GET URL: unknown option 'breaker': it belongs to a plugin", (api) => api.get('x', { breaker: false })],
  [
    "GET URL: option 'method' must be a method with a body, such as POST, if a body is given; got 'GET'",
    (api) => api.get('x', { json: {} }),
  ],
  [
    "POST URL: give only one of the options 'body', 'json' and 'form'",
    (api) => api.post('x', { json: {}, body: 'x' }),
  ],
  [
    "POST URL: option 'json' must be a value, not a promise: await it",
    (api) => api.post('x', { json: Promise.resolve({}) }),
  ],
  [
    "GET URL: option 'query.filter' must be a string, number, boolean, bigint, null or an array of them; got an object",
    (api) => api.get('x', { query: { filter: { a: 1 } } }),
  ],
  [
    "GET URL: option 'headers' must be without 'connection', which the client sets itself",
    (api) => api.get('x', { headers: { connection: 'close' } }),
  ],
  ["option 'url' must be a string or a URL; got undefined", (api) => api.get(undefined)],
  [
    "option 'url' must be a string or a URL; got an object: give it first, as in client(url, { method, … })",
    (api) => api({ url: 'x', method: 'get' }),
  ],
  [
    "option 'url' must be a string or a URL; got an object of type Request: use client.fetch(request)",
    (api) => api.get(new Request('https://a.test')),
  ],
  [
    'POST URL: post() takes a URL and one object of options, as in post(url, { json, headers })',
    (api) => api.post('x', {}, { headers: { accept: 'text/plain' } }),
  ],
  ['GET URL: client() takes a URL and one object of options', (api) => api('x', undefined, { headers: {} })],
  [
    'GET URL: the second argument must be an object of options; got an object of type AbortSignal; a signal is given as { signal }',
    (api) => api.get('x', AbortSignal.abort()),
  ],
  [
    'POST URL: the second argument must be an object of options; got an object of type FormData; a body is given as ',
    (api) => api.post('x', new FormData()),
  ],
  [
    "POST URL: option 'json' must be a value that JSON can express; got an object of type FormData: use 'body'",
    (api) => api.post('x', { json: new FormData() }),
  ],
  [
    "POST URL: option 'json' must be a value that JSON can express; got an object: it contains a bigint: make it a ",
    (api) => api.post('x', { json: { id: 1n } }),
  ],
  [
    'POST URL: the file to be sent cannot be read (ENOENT)',
    (api) => api.post('x', { body: { file: '/there/is/no/such/file' } }),
  ],
  [
    "GET URL: option 'headers.authorization' must be free of control characters and of characters above U+00FF; got a value of type string: it ends with a line break: trim it",
    (api) => api.get('x', { headers: { authorization: 'Bearer secret\n' } }),
  ],
  [
    "GET URL: option 'query' must be a plain object or URLSearchParams; got a value of type string: use new URLSearchParams()",
    (api) => api.get('x', { query: 'key=secret' }),
  ],
  [
    "GET URL: option 'query.since' must be a string, number, boolean, bigint, null or an array of them; got an object of type Date: use toISOString()",
    (api) => api.get('x', { query: { since: new Date() } }),
  ],
  ["GET URL: option 'redirect' must be ", (api) => api.get('x', { redirect: false })],
  [
    "GET URL: unknown option 'tls': it is an option of the client; use 'transport: undiciTransport({ tls, ",
    (api) => api.get('x', { tls: {} }),
  ],
  [
    "GET URL: unknown option 'stream': use the response, which is a stream: for await (const chunk of await client.get(url)); ",
    (api) => api.get('x', { stream: true }),
  ],
  [
    "GET URL: unknown option 'credentials': use client.fetch(url, init) for options of fetch; ",
    (api) => api.get('x', { credentials: 'include' }),
  ],
  [
    "GET URL: option 'schema' must be a Standard Schema, an object with '~standard'; got a function",
    (api) => api.get('x').json((value: unknown) => value),
  ],
  [
    "GET URL: option 'signal' must be an AbortSignal; got an object of type AbortController",
    (api) => api.get('x', { signal: new AbortController() }),
  ],
  ['GET URL: the body is not JSON: 6 bytes of text/html (status 200)', (api) => api.get('x').json()],
  [
    "GET URL: the body was already read by a hook 'afterResponse', which must then return another response; ",
    (api) => {
      const hooks = {
        afterResponse: async ({ response }: { response: Response }) => void (await response.text()),
      };
      return api.get('x', { hooks }).text();
    },
  ],
  [
    'GET URL: the body was already read',
    async (api) => {
      const response = await api.get('x');
      await response.text();
      return response.text();
    },
  ],
])('a call: %s', async (message, mistake) => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: '<html>', headers: { 'content-type': 'text/html' } });
  const error = await failure(mistake(clientOf({ baseUrl: origin.url('/') })));
  expect(error.message.replace(origin.url('/x'), 'URL').slice(0, message.length)).toBe(message);
  // The stack, which Node.js prints for an uncaught error, has the same message.
  expect(String(error.stack)).toContain(error.message);
});
