import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFaultOrigin } from '@sluice/fixtures';
import { CALLERS } from './callers.ts';

beforeAll(() => {
  if (!nock.isActive()) nock.activate();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});
afterAll(() => nock.restore());

describe.each(Object.keys(CALLERS))('nock mocks the calls of %s', (name) => {
  const caller = () => CALLERS[name]!();

  describe.each(['http', 'https'])('%s', (scheme) => {
    const base = `${scheme}://api.example.test`;

    test('sequential GETs with a query', async () => {
      nock(base)
        .get('/users?page=2')
        .times(3)
        .reply(200, { users: ['Ada'] }, { 'x-mock': 'nock' });
      const { get } = caller();
      for (let count = 0; count < 3; count++) {
        const { status, body, header } = await get(`${base}/users?page=2`);
        expect([status, body, header('x-mock')]).toEqual([200, '{"users":["Ada"]}', 'nock']);
      }
    });

    test('a POST whose response depends on its body', async () => {
      nock(base).post('/users', { name: 'Ada' }).reply(201, 'made');
      const { status, body } = await caller().post(`${base}/users`, { name: 'Ada' });
      expect([status, body]).toEqual([201, 'made']);
    });

    test('an error response that is retried', async () => {
      nock(base).get('/flaky').reply(503, 'busy').get('/flaky').reply(200, 'good');
      const { body, retries } = await caller().get(`${base}/flaky`);
      expect([body, retries]).toEqual(['good', 1]);
      expect(nock.isDone()).toBe(true);
    });

    test('a network error', async () => {
      nock(base)
        .get('/broken')
        .times(3)
        .replyWithError(Object.assign(new Error('no'), { code: 'ECONNRESET' }));
      const error = await caller().failing(`${base}/broken`);
      expect(error).toMatchObject({ name: 'NetworkError', systemCode: 'ECONNRESET' });
      expect(error['attempts']).toHaveLength(3);
    });
  });

  test('requests that it lets pass, and requests after its end, go to the server', async () => {
    const origin = await createFaultOrigin();
    try {
      origin.on('/x').reply(200, { body: 'real' });
      nock(origin.url(), { allowUnmocked: true }).get('/x').reply(200, 'mocked');
      const { get } = caller();
      expect((await get(origin.url('/x'))).body).toBe('mocked');
      expect((await get(origin.url('/x'))).body).toBe('real');
      nock(origin.url()).get('/x').reply(200, 'mocked');
      nock.restore();
      expect((await get(origin.url('/x'))).body).toBe('real');
    } finally {
      if (!nock.isActive()) nock.activate();
      await origin.close();
    }
  });
});
