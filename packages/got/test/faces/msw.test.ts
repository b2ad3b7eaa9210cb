import { HttpRequestInterceptor } from '@mswjs/interceptors/http';
import { bypass, delay, http, HttpResponse as MockResponse } from 'msw';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import { defaultNetworkOptions, setupServer } from 'msw/node';
import { request } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { createFaultOrigin, type FaultOrigin } from '@sluice/fixtures';
import { CALLERS } from './callers.ts';
import { until } from '../setup.ts';

type Handler = ReturnType<typeof http.get>;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** Mocks the network until the end of the test, or until the returned function is called. */
type Mock = (handlers: readonly Handler[]) => () => void;

const everyClient = (): InterceptorSource =>
  new InterceptorSource({ interceptors: [new HttpRequestInterceptor()] });

/** Requests of every client, by what they are on the wire. */
const wholeNetwork: Mock = (handlers) => {
  const network = defineNetwork({
    ...defaultNetworkOptions,
    sources: [everyClient()],
    handlers: [...handlers],
    onUnhandledFrame: 'bypass',
  });
  network.enable();
  return network.disable;
};

/** Requests of `node:http`, fetch and XMLHttpRequest. */
const server: Mock = (handlers) => {
  const made = setupServer(...handlers);
  made.listen({ onUnhandledFrame: 'bypass' });
  return made.close;
};

/** The same, with one setting for every client. */
const widenedServer: Mock = (handlers) => {
  const { sources } = defaultNetworkOptions;
  undo.push(() => (defaultNetworkOptions.sources = sources));
  defaultNetworkOptions.sources = [everyClient()];
  return server(handlers);
};

function mocked(mock: Mock, handlers: readonly Handler[]): () => void {
  let over = false;
  const stop = mock(handlers);
  const end = (): void => {
    if (!over) stop();
    over = true;
  };
  undo.push(end);
  return end;
}

async function originOf(): Promise<FaultOrigin> {
  const origin = await createFaultOrigin();
  undo.push(() => origin.close());
  origin.on('/x').reply(200, { body: 'real' });
  return origin;
}

const ALL = Object.keys(CALLERS);
const CLIENTS = ALL.filter((name) => name.startsWith('a client'));

describe.each([
  ['defineNetwork() of HttpRequestInterceptor', wholeNetwork, ALL],
  ['setupServer() of the same', widenedServer, CLIENTS],
  ['setupServer()', server, ALL],
] as const)('msw mocks with %s', (_how, mock, names) => {
  describe.each(names)('the calls of %s', (name) => {
    const caller = () => CALLERS[name]!();

    describe.each(['http', 'https'])('%s', (scheme) => {
      const base = `${scheme}://api.example.test`;

      test('sequential and concurrent GETs with a query', async () => {
        mocked(mock, [
          http.get(`${base}/users`, ({ request: { url } }) => {
            const page = new URL(url).searchParams.get('page');
            return MockResponse.json({ page }, { headers: { 'x-mock': 'msw' } });
          }),
        ]);
        const { client, get } = caller();
        const ask = async (page: number): Promise<void> => {
          const { status, body, header } = await get(`${base}/users?page=${page}`);
          expect([status, body, header('x-mock')]).toEqual([200, `{"page":"${page}"}`, 'msw']);
        };
        await ask(1);
        await ask(2);
        expect(client.stats().transport).toMatchObject({ opened: 1, reused: 1 });
        await Promise.all([3, 4, 5].map(ask));
      });

      test('a POST whose body the handler reads', async () => {
        mocked(mock, [
          http.post(`${base}/users`, async ({ request: sent }) => {
            const { name: who } = (await sent.json()) as { name: string };
            return MockResponse.json({ made: who, as: sent.headers.get('content-type') }, { status: 201 });
          }),
        ]);
        const { status, body } = await caller().post(`${base}/users`, { name: 'Ada' });
        expect([status, JSON.parse(body)]).toEqual([201, { made: 'Ada', as: 'application/json' }]);
      });

      test('an error response that is retried', async () => {
        let count = 0;
        mocked(mock, [
          http.get(`${base}/flaky`, () =>
            count++ === 0 ? new MockResponse('busy', { status: 503 }) : MockResponse.text('good'),
          ),
        ]);
        const { body, retries } = await caller().get(`${base}/flaky`);
        expect([body, retries]).toEqual(['good', 1]);
      });

      test('a network error', async () => {
        mocked(mock, [http.get(`${base}/broken`, () => MockResponse.error())]);
        const error = await caller().failing(`${base}/broken`);
        expect(error).toMatchObject({ name: 'NetworkError', code: 'ERR_SLUICE_CONNECTION_LOST' });
        expect(error['attempts']).toHaveLength(3);
      });

      test('a body in pieces', async () => {
        mocked(mock, [
          http.get(`${base}/pieces`, () => {
            return new MockResponse(new Blob(['one, ', 'two']).stream(), { status: 200 });
          }),
        ]);
        expect((await caller().get(`${base}/pieces`)).body).toBe('one, two');
      });

      test('a call that is aborted', async () => {
        const begun = Promise.withResolvers<void>();
        mocked(mock, [
          http.get(`${base}/slow`, async () => {
            begun.resolve();
            await delay('infinite');
          }),
        ]);
        const controller = new AbortController();
        const { client, failing } = caller();
        const error = failing(`${base}/slow`, controller.signal);
        await begun.promise;
        controller.abort();
        expect((await error)['name']).toBe('AbortError');
        await until(() => client.stats().calls.inFlight === 0);
      });
    });

    test('requests that it lets pass, and requests after its end, go to the server', async () => {
      const origin = await originOf();
      origin.on('/y').reply(200, { body: 'real' });
      const end = mocked(mock, [
        http.get(origin.url('/x'), () => MockResponse.text('mocked')),
        http.get(origin.url('/through'), () => fetch(bypass(origin.url('/y')))),
      ]);
      const { get } = caller();
      expect((await get(origin.url('/x'))).body).toBe('mocked');
      expect((await get(origin.url('/y'))).body).toBe('real');
      expect((await get(origin.url('/through'))).body).toBe('real');
      end();
      expect((await get(origin.url('/x'))).body).toBe('real');
      expect(origin.stats().requests).toBe(3);
    });
  });
});

test('setupServer() intercepts no call of undici itself', async () => {
  const origin = await originOf();
  mocked(server, [http.get(origin.url('/x'), () => MockResponse.text('mocked'))]);
  const { get } = CALLERS['a client on undici']!();
  expect((await get(origin.url('/x'))).body).toBe('mocked');
  expect(await (await request(origin.url('/x'))).body.text()).toBe('real');
  expect(await (await fetch(origin.url('/x'))).text()).toBe('mocked');
});
