import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Client } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { publishUnsent, watchesUnsent } from '../../src/undici-internals/unsent-request.ts';
import { DispatchOptions } from '../../src/wire/dispatch-options.ts';
import { failure, until } from '../support/setup.ts';

const CHANNELS = [
  'undici:request:create',
  'undici:client:beforeConnect',
  'undici:client:connectError',
  'undici:request:error',
];

const seen: string[] = [];
const listeners = CHANNELS.map((name) => {
  const listener = (message: unknown): void => {
    const { request, error } = message as {
      readonly request?: { readonly method: string; readonly path: string; readonly origin: unknown };
      readonly error?: { readonly code?: string };
    };
    seen.push(`${name} ${request?.method} ${request?.path} ${error?.code}`);
  };
  return [name, listener] as const;
});

afterEach(() => {
  for (const [name, listener] of listeners) unsubscribe(name, listener);
  seen.length = 0;
});

test('publishes what undici itself publishes for a dial that fails, in the same order', async () => {
  expect(watchesUnsent()).toBe(false);
  for (const [name, listener] of listeners) subscribe(name, listener);
  expect(watchesUnsent()).toBe(true);
  const url = new URL('http://127.0.0.1:2');
  const client = new Client(url);
  const error = await failure(client.request({ method: 'PUT', path: '/x', body: 'hello' }));
  await client.destroy();
  const expected = seen.splice(0);
  expect(expected).toHaveLength(4);
  publishUnsent(url, new DispatchOptions('PUT', '/x', [], false), error);
  await until(() => seen.length === 4);
  expect(seen).toEqual(expected);
});
