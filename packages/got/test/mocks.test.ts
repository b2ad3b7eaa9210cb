import { http, HttpResponse as MockResponse } from 'msw';
import { setupServer } from 'msw/node';
import nock from 'nock';
import { afterEach, describe, expect, test } from 'vitest';
import { createClient, type AnyTransport, type Client } from '@sluice/core';
import { undiciTransport } from '@sluice/undici';
import { gotTransport } from '../src/index.ts';
import { failure } from './setup.ts';

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) {
    expect(client.stats().calls.inFlight).toBe(0);
    await client.close();
  }
});

const TRANSPORTS = {
  got: (): AnyTransport => gotTransport({ pool: {} }),
  undici: (): AnyTransport => undiciTransport({ pool: {} }),
};
const NAMES = Object.keys(TRANSPORTS) as (keyof typeof TRANSPORTS)[];

/** A client at an origin that does not exist. */
function over(name: keyof typeof TRANSPORTS): Client {
  const client = createClient({ transport: TRANSPORTS[name](), baseUrl: 'http://api.mock.test' });
  clients.push(client);
  return client;
}

describe('nock', () => {
  afterEach(() => {
    nock.cleanAll();
    nock.restore();
  });

  test.each(NAMES)('mocks calls through %s', async (name) => {
    if (!nock.isActive()) nock.activate();
    nock('http://api.mock.test').get('/users?page=2').reply(200, { users: [] }, { 'x-mock': 'nock' });
    nock('http://api.mock.test').post('/users', 'name=Ada').reply(201, 'made');
    nock('http://api.mock.test')
      .get('/broken')
      .replyWithError(Object.assign(new Error('no'), { code: 'ECONNRESET' }));
    const client = over(name);
    const listed = await client.get('/users', { query: { page: 2 } });
    expect(listed.headers.get('x-mock')).toBe('nock');
    expect(await listed.json()).toEqual({ users: [] });
    const made = await client.post('/users', { body: new URLSearchParams({ name: 'Ada' }) });
    expect([made.status, await made.text()]).toEqual([201, 'made']);
    expect(await failure(client.get('/broken'))).toMatchObject({
      name: 'NetworkError',
      systemCode: 'ECONNRESET',
    });
  });
});

describe('msw', () => {
  const server = setupServer(
    http.get('http://api.mock.test/users', () => MockResponse.json({ users: ['Ada'] })),
    http.post('http://api.mock.test/users', async ({ request }) => {
      return new MockResponse(`got ${await request.text()}`, { status: 201 });
    }),
    http.get('http://api.mock.test/broken', () => MockResponse.error()),
  );
  afterEach(() => server.close());

  test('mocks calls through got', async () => {
    server.listen();
    const client = over('got');
    expect(await client.get('/users').json()).toEqual({ users: ['Ada'] });
    const made = await client.post('/users', { body: 'Grace' });
    expect([made.status, await made.text()]).toEqual([201, 'got Grace']);
    expect(await failure(client.get('/broken'))).toMatchObject({ name: 'NetworkError' });
  });
});
