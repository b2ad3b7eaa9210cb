import { http as http2x, HttpResponse as MockResponse2x } from 'msw2';
import { setupServer as setupServer2x } from 'msw2/node';
import nock from 'nock-oldest';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CALLERS } from './callers.ts';

const SCHEMES = ['http', 'https'];

describe('nock 15.0.2', () => {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
  });
  afterEach(() => nock.cleanAll());
  afterAll(() => nock.restore());

  describe.each(SCHEMES)('%s', (scheme) => {
    const base = `${scheme}://api.example.test`;

    test.each(Object.keys(CALLERS))('mocks the calls of %s, retries included', async (name) => {
      nock(base).get('/flaky').reply(503, 'busy').get('/flaky').reply(200, 'good');
      const { body, retries } = await CALLERS[name]!().get(`${base}/flaky`);
      expect([body, retries]).toEqual(['good', 1]);
      expect(nock.isDone()).toBe(true);
    });
  });
});

describe('setupServer() of msw 2', () => {
  const server = setupServer2x();
  beforeAll(() => {
    nock.restore();
    server.listen({ onUnhandledRequest: 'bypass' });
  });
  afterEach(() => server.resetHandlers());
  afterAll(() => server.close());

  describe.each(SCHEMES)('%s', (scheme) => {
    const base = `${scheme}://api.example.test`;

    // msw 2 replaces the agent of `node:http`, so it sees no other client.
    test.each(Object.keys(CALLERS).filter((name) => name.endsWith('on got')))(
      'mocks the calls of %s, retries included',
      async (name) => {
        let count = 0;
        server.use(
          http2x.get(`${base}/flaky`, () =>
            count++ === 0 ? new MockResponse2x('busy', { status: 503 }) : MockResponse2x.text('good'),
          ),
        );
        const { body, retries } = await CALLERS[name]!().get(`${base}/flaky`);
        expect([body, retries]).toEqual(['good', 1]);
      },
    );
  });
});
