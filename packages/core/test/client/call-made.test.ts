// The channel `sluice:call:made`: published while the caller is on the stack.
import diagnostics_channel from 'node:diagnostics_channel';
import { createScriptedTransport } from '@sluice/fixtures';
import { afterEach, expect, test } from 'vitest';
import { type CallMessage, createClient } from '../../src/index.ts';

const heard: { channel: string; message: CallMessage; stack: string }[] = [];
const subscribe = (channel: string): (() => void) => {
  const listener = (message: unknown): void => {
    const limit = Error.stackTraceLimit;
    // The frames of the channel are on the stack too.
    Error.stackTraceLimit = 30;
    const stack = new Error('here').stack ?? '';
    Error.stackTraceLimit = limit;
    heard.push({ channel, message: message as CallMessage, stack });
  };
  diagnostics_channel.subscribe(channel, listener);
  return () => void diagnostics_channel.unsubscribe(channel, listener);
};
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  heard.length = 0;
});

test('a call is published when it is made, before it starts, with its caller on the stack', async () => {
  cleanups.push(subscribe('sluice:call:made'), subscribe('sluice:call:start'));
  const transport = createScriptedTransport();
  transport.on('/users').reply(200, { json: [] });
  const client = createClient({ transport, baseUrl: 'http://a.test', name: 'users' });
  function theCaller(): Promise<unknown> {
    return client.get('/users', { query: { token: 'secret' } }).json();
  }
  const call = theCaller();
  expect(heard.map(({ channel }) => channel)).toEqual(['sluice:call:made']);
  expect(heard[0]?.stack).toContain('theCaller');
  expect(heard[0]?.message).toMatchObject({
    client: 'users',
    method: 'GET',
    url: 'http://a.test/users?token=…',
    attempts: [],
  });
  await call;
  expect(heard.map(({ channel }) => channel)).toEqual(['sluice:call:made', 'sluice:call:start']);
  expect(heard[1]?.message.attempts).toBe(heard[0]?.message.attempts);
  expect(heard[0]?.message.attempts).toHaveLength(1);
});

test('a call that is refused is not published', async () => {
  cleanups.push(subscribe('sluice:call:made'));
  const client = createClient({ transport: createScriptedTransport(), baseUrl: 'http://a.test' });
  await expect(client.get('/users', { nope: 1 } as never)).rejects.toThrow("unknown option 'nope'");
  await client.close();
  await expect(client.get('/users')).rejects.toThrow('closed');
  expect(heard).toEqual([]);
});
