import {
  createClient,
  redirect,
  type Call,
  type Client,
  type ClientStats,
  type CoreCallOptions,
  type HttpRequest,
  type HttpResponse,
  type RedirectCallOptions,
  type StandardSchema,
} from '@sluice/core';
import {
  callOption,
  group,
  option,
  optionsOf,
  type CallOption,
  type GivenOptions,
  type Plugin,
} from '@sluice/core/plugin';
import type { Transport } from '@sluice/core/transport';
import {
  promised,
  settle,
  type Dispatch,
  type Interceptor,
  type ResponseHandler,
} from '@sluice/core/internal';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';

const { boolean, limitOrFalse } = option;

declare const transport: Transport;
declare const limiting: Plugin<{ readonly limit?: false | { readonly a?: number } | undefined }>;
declare const alsoLimiting: Plugin<{ readonly limit?: false | { readonly b?: number } | undefined }>;
declare const carrier: Transport<{ readonly limit?: false | { readonly c?: number } | undefined }>;

const plain = createClient({ transport });
const redirecting = createClient({ transport, plugins: [redirect()] });
const full = createClient({ transport: carrier, plugins: [redirect(), limiting, alsoLimiting] });

// A call takes what the core knows.
expectType<Call>(plain.get('/x'));
expectType<Call>(plain('/x', { method: 'purge', query: { a: [1, true, null] }, throwHttpErrors: false }));
plain.post(new URL('http://a.test'), { json: { a: 1 }, drain: { bytes: 1 }, errorBody: { time: 1 } });
plain.post('/x', { form: { a: 1n }, headers: [['a', 'b']], signal: AbortSignal.timeout(1) });
plain.post('/x', { body: () => new Blob([]), headers: new Headers() as Iterable<[string, string]> });
plain.post('/x', { body: (async function* () {})() as AsyncIterable<string> });
expectError(plain.get('/x', { bogus: 1 }));
expectError(plain.get(5));
expectError(plain.get('/x', { method: 'POST' }));
expectError(plain.get('/x', { query: { a: {} } }));
expectError(plain.get('/x', { headers: { a: Symbol('x') } }));
expectError(plain.post('/x', { body: 5 }));
expectError(plain.get('/x', { throwHttpErrors: 'no' }));
plain.get('/x', { drain: 0 });
expectError(plain.get('/x', { drain: 5 }));
expectError(plain.get('/x', { drain: { size: 1 } }));

// An option of a plugin is known only to a client that has the plugin.
redirecting.get('/x', { redirect: 'manual', maxRedirects: 0 });
expectError(plain.get('/x', { redirect: 'manual' }));
expectError(plain('/x', { redirect: 'manual' }));
expectError(redirecting.get('/x', { redirect: 'never' }));
expectError(redirecting.get('/x', { retry: false }));
expectError(redirecting.get('/x', { watchdog: false }));
expectError(redirecting.get('/x', { timeout: { total: 1 } }));

// Parts of a client that declare fields of one option add up.
full.get('/x', { limit: { a: 1, b: 2, c: 3 }, redirect: 'error' });
full.get('/x', { limit: { a: 1 } });
full.get('/x', { limit: false });
expectError(full.get('/x', { limit: { d: 1 } }));
expectError(full.get('/x', { limit: true }));
expectError(createClient({ transport, plugins: [limiting] }).get('/x', { limit: { b: 1 } }));

// A client is made of a transport; plugins are plugins.
expectError(createClient({}));
expectError(createClient({ transport, bogus: 1 }));
expectError(createClient({ transport: {} }));
expectError(createClient({ transport, plugins: [{ name: 'x' }] }));
expectError(createClient({ transport, throwHttpErrors: 1 }));
expectError(createClient({ transport, closeTransport: 'yes' }));
createClient({ transport, baseUrl: new URL('http://a.test'), headers: { a: ['b'] }, closeTransport: false });

// A client with more options serves where one with fewer is wanted.
expectAssignable<Client>(redirecting);
expectAssignable<Client<CoreCallOptions & RedirectCallOptions>>(redirecting);
expectAssignable<typeof fetch>(plain.fetch);
expectType<ClientStats>(plain.stats());
expectAssignable<AsyncDisposable>(plain);

// What a call gives.
interface User {
  readonly name: string;
}
declare const schema: StandardSchema<unknown, User>;
const call = plain.get('/x');
expectType<HttpResponse>(await call);
expectType<unknown>(await call.json());
expectType<User>(await call.json<User>());
expectType<User>(await call.json(schema));
expectType<string>(await call.text());
expectType<ArrayBuffer>(await call.arrayBuffer());
expectType<Blob>(await call.blob());
expectType<HttpResponse>(await call.drain({ time: 1 }));
expectAssignable<Promise<HttpResponse>>(call);
expectAssignable<HttpResponse[]>(await Promise.all([call, call]));
expectError(call.drain({ time: '1' }));
expectType<number>(await call.then(({ status }) => status));
const response = await call;
expectType<User>(await response.json(schema));
expectType<ReadableStream<Uint8Array>>(response.body);
for await (const chunk of response) expectType<Uint8Array>(chunk);
expectError((response.status = 5));

// A plugin declares a parser for each option it adds.
expectAssignable<Plugin<{ flag?: boolean }>>({
  name: 'p',
  stage: 'call',
  callOptions: { flag: callOption(boolean, false) },
  setup: () => (request, next) => next(request),
});
expectAssignable<Plugin<{ limit?: false | { a?: number } }>>({
  name: 'p',
  stage: 'attempt',
  callOptions: { limit: group({ a: callOption(limitOrFalse, 5) }) },
  setup: ({ clock }) => ({ middleware: (request, next) => next(request), stats: () => clock.now() }),
});
expectNotAssignable<Plugin<{ flag?: boolean }>>({
  name: 'p',
  stage: 'call',
  callOptions: {},
  setup: () => fetch,
});
expectNotAssignable<Plugin>({ name: 'p', stage: 'later', setup: () => fetch });
expectNotAssignable<Plugin<{ flag?: boolean }>>({
  name: 'p',
  stage: 'call',
  callOptions: { flag: boolean },
  setup: () => fetch,
});

// The types of an option derive from its declaration.
const declared = {
  flag: callOption(boolean, false),
  limit: group({ a: callOption(limitOrFalse, 5) as CallOption<number, number | false> }),
};
expectType<boolean>(optionsOf(declared, request).flag);
expectType<number>(optionsOf(declared, request.call).limit.a);
expectError(optionsOf(declared, request).other);
expectError((optionsOf(declared, request).flag = true));
expectType<boolean | ((status: number) => boolean)>(request.options.throwHttpErrors);
expectError(request.options.flag);
expectAssignable<GivenOptions<typeof declared>>({ flag: undefined, limit: { a: false } });
expectAssignable<GivenOptions<typeof declared>>({ limit: false });
expectNotAssignable<GivenOptions<typeof declared>>({ flag: 1 });
expectNotAssignable<GivenOptions<typeof declared>>({ limit: { a: '5' } });

// A plugin changes the state of a call and an attempt through methods alone.
declare const request: HttpRequest;
request.call.limitUntil(5);
request.attempt.addWaitListener({ onWait: (body) => body.destroy(new Error('too slow')) });
expectError((request.call.deadlineAt = 5));
expectError((request.call.returnsAnyStatus = true));
expectError((request.attempt.detached = true));
expectError((request.attempt.body = undefined));
expectError(request.call.attempts.push(request.attempt.record));
expectError(request.attempt.setDetachListener({ onTimeout: () => true }));

// A layer without promises gets the outcome through a handler that is whole.
expectAssignable<Plugin>({
  name: 'p',
  stage: 'retry',
  setup: () => ({
    interceptor(request, handler, next) {
      next(request, {
        onResponse(response) {
          expectType<HttpResponse>(response);
          settle(request, handler, () => promised(next)(request));
        },
        onError: (error) => handler.onError(error),
      });
    },
  }),
});
expectNotAssignable<ResponseHandler>({ onResponse: () => undefined });
expectNotAssignable<Interceptor>((_request: HttpRequest, next: Dispatch) => next);
expectType<(request: HttpRequest) => Promise<HttpResponse>>(promised((() => undefined) as Dispatch));

// A call has one object of options, and a function of headers may return none.
declare const client: Client;
expectError(client.post('/x', {}, { headers: {} }));
expectAssignable<Parameters<typeof client.get>[1]>({ headers: () => undefined });
expectAssignable<Parameters<typeof client.get>[1]>({ headers: async () => undefined });
expectNotAssignable<Parameters<typeof client.get>[1]>({ headers: () => 'x-a: 1' });
