import {
  breaker,
  prometheusText,
  type Attempt,
  type Progress,
  createAgentRegistry,
  createClient,
  hedge,
  undiciTransport,
  type BodyPromise,
  type BufferedResponse,
  type Call,
  type CallTimings,
  type DataWithResponse,
  type HttpResponse,
  type SluiceClient,
  type StandardSchema,
  type Transport,
} from 'sluice';
import type { AnyTransport } from '@sluice/core/transport';
import { expectAssignable, expectError, expectType } from 'tsd';

const api = createClient({
  baseUrl: 'https://api.example.com',
  headers: { authorization: 'Bearer x', 'x-list': ['a', 'b'], 'x-none': null },
  retry: {
    maxRetries: 4,
    minDelay: 1_000,
    maxDelay: 30_000,
    methods: ['GET'],
    statuses: [429],
    budget: false,
  },
  gate: { maxPerHost: 256, maxQueue: 10_000, queueTimeout: 5_000 },
  timeout: { connect: 10_000, responseHeader: 30_000, body: 30_000, attempt: 60_000, total: 120_000 },
  drain: { bytes: 262_144, time: 50 },
  watchdog: { unread: 10_000 },
  pool: { maxIdle: 100, maxPerHost: 256, idleTimeout: 90_000 },
});
expectType<SluiceClient>(api);

// What a call gives.
interface User {
  readonly id: number;
}
declare const schema: StandardSchema<unknown, User>;
expectType<Call>(api.get('/users/1'));
expectType<BodyPromise<User>>(api.get('/users/1').json<User>());
expectType<BodyPromise<User>>(
  api.post('/users', { json: { name: 'Ada' }, idempotencyKey: true }).json(schema),
);
expectType<BodyPromise<unknown>>(api.get('/users/1').json());
expectAssignable<Promise<User>>(api.get('/users/1').json(schema));
expectType<DataWithResponse<User>>(await api.get('/users/1').json(schema).withResponse());
expectType<DataWithResponse<string>>(await api.get('/users/1').text().withResponse());
expectType<Promise<User>>(
  api
    .get('/users/1')
    .json(schema)
    .then((user) => user),
);
expectError(api.get('/users/1').withResponse());
const buffered = await api.get('/users/1').buffered();
expectType<BufferedResponse>(buffered);
expectType<User>(buffered.json<User>());
expectType<Promise<User>>(buffered.json(schema));
expectType<string>(buffered.text());
expectType<Uint8Array<ArrayBuffer>>(buffered.bytes());
expectError((buffered.status = 200));
expectType<HttpResponse>(await api.get('/users/1'));
expectType<BodyPromise<string>>(api.get('/x').text());
expectAssignable<AsyncIterable<Uint8Array>>(await api.get('/big.iso'));

// Where the time went: of the attempt that brought the response, and of the whole call.
const { timings, callTimings } = await api.get('/x');
expectType<CallTimings>(callTimings);
expectType<number>(callTimings.total);
expectType<number | undefined>(callTimings.backoff);
expectType<number | undefined>(timings.responseHeader);
expectError(timings.total);
expectError(((await api.get('/x')).callTimings = callTimings));

// Every policy per call, and the client as a function.
api('/users', { method: 'POST', body: 'x', throwHttpErrors: false, retry: false });
api.get('/x', {
  retry: { maxRetries: 1 },
  gate: { priority: 2 },
  watchdog: false,
  timeout: { total: 5_000 },
});
api.get('/x', { timeout: false, drain: { time: 'auto' }, redirect: 'manual', maxRedirects: 3 });

// A client made from another, and policies switched off.
expectType<SluiceClient>(api.extend({ baseUrl: 'https://billing.internal', gate: { maxPerHost: 8 } }));
expectType<SluiceClient>(createClient({ retry: false, gate: false, timeout: false, watchdog: false }));
expectType<SluiceClient>(createClient());
createClient({ registry: createAgentRegistry({ maxIdle: 10 }), plugins: [hedge(), breaker()] });

// The options of further plugins are known to calls, also after `extend`.
const guarded = createClient({ plugins: [breaker()] });
guarded.get('/x', { breaker: false });
guarded.extend({ plugins: [hedge()] }).get('/x', { breaker: false, hedge: false, retry: false });
expectError(createClient().get('/x', { breaker: false }));
expectError(guarded.get('/x', { hedge: false }));

// So are those of a transport of its own; one whose options are not known adds none.
interface Marked {
  readonly mark?: string | undefined;
}
declare const marking: Transport<Marked>;
declare const whichever: AnyTransport;
const marked = createClient({ transport: marking, plugins: [breaker()] });
marked.get('/x', { mark: 'a', breaker: false, timeout: { total: 5_000 } });
marked.extend({ timeout: false }).get('/x', { mark: 'a', breaker: false });
createClient().extend({ transport: marking }).get('/x', { mark: 'a' });
expectError(marked.get('/x', { mark: 1 }));
expectError(createClient().get('/x', { mark: 'a' }));
expectError(createClient({ transport: whichever }).get('/x', { mark: 'a' }));
expectType<SluiceClient>(createClient({ transport: undiciTransport() }));
expectType<SluiceClient>(createClient({ transport: whichever }));

// Anything that takes a fetch takes this one.
expectAssignable<typeof fetch>(api.fetch);

// What a client counts.
expectType<number>(api.stats().plugins.gate.running);
expectType<number>(api.stats().plugins.watchdog.unread);
expectType<number>(api.stats().plugins.retry.retries);
expectType<number>(api.stats().transport.idle);
expectType<number>(api.stats().drains.outcomes.eof);

// None of this may compile.
expectError(createClient({ retries: 3 }));
expectError(createClient({ retry: { maxRetries: '3' } }));
expectError(createClient({ timeout: { conect: 1 } }));
expectError(createClient({ pool: { maxIdle: true } }));
expectError(createClient({ baseUrl: 5 }));
expectError(api.get('/x', { timeout: { total: '5s' } }));
expectError(api.get('/x', { retry: true }));
expectError(api.get('/x', { drain: { time: 'soon' } }));
expectError(api.get('/x', { redirect: 'maybe' }));
expectError(api.get('/x', { idempotencyKey: 5 }));

// Shorthands, hooks, progress and ends.
createClient({
  name: 'users',
  logger: console,
  timeout: 5_000,
  retry: 3,
  query: { version: 2 },
  idempotencyKey: true,
  headers: async ({ request, attempt }) => ({ [request.method]: attempt }),
  throwHttpErrors: (status) => status !== 304,
  hooks: {
    beforeRequest: ({ request }) => request.with({ headers: request.headers.with('a', '1') }),
    afterResponse: [({ response, sendAgain }) => (response.status === 401 ? sendAgain() : undefined)],
    beforeRetry: ({ previous }) => expectType<Attempt>(previous),
    onError: ({ error }) => new Error('other', { cause: error }),
  },
});
api.get('/x', { timeout: 1_000, retry: 0, onDownloadProgress: (progress) => expectType<Progress>(progress) });
expectType<Promise<void>>(api.close({ within: 1_000 }));
expectType<Promise<void>>(api.destroy(new Error('shutdown')));
expectType<string>(prometheusText(api.stats(), { labels: { client: 'users' } }));
expectError(createClient({ idempotencyKey: 'k' }));
expectError(createClient({ logger: { debug: () => 1 } }));
expectError(createClient({ hooks: { beforeRequest: () => 5 } }));
expectError(api.close({ within: '1s' }));
expectError(api.get('/x', { method: 'POST' }));
expectError(api.get('/x', { pool: {} }));
expectError(api.get());
expectError(api.extend({ retries: 1 }));
