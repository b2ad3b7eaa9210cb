import { createClient, OptionError, redirect } from '@sluice/core';
import { createVirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { retry } from '../src/index.ts';
import { outcomeOf, rig } from './support/rig.ts';
import { ScriptedTransport } from './support/scripted-transport.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

test('a random key per call is the same in all its attempts', async () => {
  const { client, clock, transport } = rig((_, number) => ({ status: number % 2 === 1 ? 503 : 201 }));
  await outcomeOf(clock, client.post('/', { idempotencyKey: true }));
  await outcomeOf(clock, client.post('/', { idempotencyKey: true }));
  const [first, second, third, fourth] = transport.sent.map(({ headers }) => headers.get('idempotency-key'));
  expect(first).toMatch(UUID);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(fourth).toBe(third);
});

test('a key can be a string or a function, which is called once per call', async () => {
  const { client, clock, transport } = rig([{ status: 503 }, { status: 503 }, { status: 200 }], {
    idempotencyHeader: 'X-Request-Key',
  });
  let made = 0;
  await outcomeOf(clock, client.post('/', { idempotencyKey: () => `key-${++made}` }));
  await outcomeOf(clock, client.post('/', { idempotencyKey: 'mine', retry: false }));
  expect(transport.sent.map(({ headers }) => headers.get('x-request-key'))).toEqual([
    'key-1',
    'key-1',
    'key-1',
    'mine',
  ]);
});

test('a key that the caller set as a header is kept, and makes a POST retryable', async () => {
  const { client, clock, transport } = rig([{ status: 503 }, { status: 200 }]);
  await outcomeOf(clock, client.post('/', { headers: { 'Idempotency-Key': 'h' }, idempotencyKey: 'o' }));
  await outcomeOf(clock, client.post('/', { headers: { 'x-idempotency-key': 'x' } }));
  expect(transport.sent.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['h', 'h', null]);
});

test('a redirect within the origin keeps the key, a redirect to another origin does not get it', async () => {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport((request) => {
    if (request.url.pathname === '/1') return { status: 307, headers: { location: '/2' } };
    if (request.url.pathname === '/2') return { status: 307, headers: { location: 'http://other.test/3' } };
    return { status: 200 };
  });
  const client = createClient({ transport, clock, plugins: [redirect(), retry()] });
  await outcomeOf(clock, client.post('http://origin.test/1', { body: 'x', idempotencyKey: 'k' }));
  expect(transport.sent.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['k', 'k', null]);
});

test.each(['', 5, null, {}])('%j is refused as a key', async (idempotencyKey) => {
  const { client, clock } = rig([{}]);
  const { error } = await outcomeOf(clock, client.post('/', { idempotencyKey: idempotencyKey as true }));
  expect(error).toBeInstanceOf(OptionError);
  expect(error.message).not.toContain('5');
});

test.each([() => '', () => 5 as unknown as string, () => 'a\nb'])(
  'a function that does not return a key is refused: %s',
  async (make) => {
    const { client, clock, transport } = rig([{}]);
    const { error } = await outcomeOf(clock, client.post('/', { idempotencyKey: make }));
    expect(error).toBeInstanceOf(OptionError);
    expect(transport.sent).toHaveLength(0);
  },
);
