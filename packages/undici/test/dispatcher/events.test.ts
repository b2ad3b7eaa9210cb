// The events and the statistics of a dispatcher, beside those of undici's Agent.
import * as undici from 'undici';
import { describe, expect, test } from 'vitest';
import { caCertificate } from '@sluice/fixtures';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { failure, rig, until } from '../support/setup.ts';

const EVENTS = ['connect', 'disconnect', 'connectionError'] as const;

/** Records events as text: name, origin, what the targets are, error. */
function recorded(dispatcher: undici.Dispatcher): string[] {
  const seen: string[] = [];
  for (const event of EVENTS) {
    dispatcher.on(event as 'disconnect', (origin, targets, error) => {
      const first = targets[0] === dispatcher ? 'itself' : 'another';
      seen.push(`${event} ${origin instanceof URL} ${origin.href} ${first} ${codeOf(error)}`);
    });
  }
  return seen;
}

function codeOf(error: unknown): string {
  return error === undefined ? 'none' : String((error as { readonly code?: string }).code);
}

async function text(url: string, dispatcher: undici.Dispatcher, options: object = {}): Promise<string> {
  const { body } = await undici.request(url, { dispatcher, ...options });
  return body.text();
}

describe.each([false, true])('TLS: %s', (tls) => {
  test('connect, disconnect and connectionError are emitted as by undici’s Agent', async () => {
    const { origin, registry } = await rig({ origin: { tls } });
    origin.on('/x').reply(200, { body: 'ok' });
    origin.on('/reset').fault({ do: 'reset', at: 'head' });
    origin.on('/bye').reply(200, { body: 'ok', headers: { connection: 'close' } });
    const ca = { ca: caCertificate };
    const all: string[][] = [];
    for (const dispatcher of [
      new undici.Agent({ connect: ca, connections: 1 }),
      dispatcherOf(registry, { tls: ca }),
    ]) {
      const seen = recorded(dispatcher);
      expect(await text(origin.url('/x'), dispatcher)).toBe('ok');
      await failure(text(origin.url('/reset'), dispatcher, { method: 'POST' }));
      await until(() => seen.length === 2);
      expect(await text(origin.url('/bye'), dispatcher)).toBe('ok');
      await until(() => seen.length === 4);
      await failure(text('http://127.0.0.1:2/', dispatcher));
      await until(() => seen.length === 5);
      await dispatcher.close();
      all.push(seen);
    }
    expect(all[1]).toEqual(all[0]);
  });
});

test('an upgrade emits them too, with the dispatcher as the first target', async () => {
  const { origin, registry } = await rig();
  const dispatcher = dispatcherOf(registry, {});
  const seen = recorded(dispatcher);
  await failure(undici.upgrade('http://127.0.0.1:2/', { dispatcher, protocol: 'x' }));
  expect(seen).toEqual(['connectionError true http://127.0.0.1:2/ itself ECONNREFUSED']);
  expect(origin.stats().opened).toBe(0);
});

test('statistics have an entry per origin with the fields of undici’s', async () => {
  const { origin, registry, pool } = await rig({ pool: { maxPerHost: 2 } });
  const other = await rig();
  other.origin.on('/x').reply(200, { body: 'ok' });
  origin.on('/stall').reply(200, { body: 'ok', delay: 100 });
  const dispatcher = dispatcherOf(registry, {}) as unknown as undici.Agent;
  const agent = new undici.Agent({ connections: 2 });
  for (const one of [agent, dispatcher]) {
    await text(other.origin.url('/x'), one);
    const answers = Array.from({ length: 3 }, () => text(origin.url('/stall'), one));
    await until(() => one.stats[origin.url().replace(/\/$/, '')]?.connected === 2);
    const stats = one.stats[new URL(origin.url()).origin];
    expect(stats).toEqual({
      connected: 2,
      free: one === agent ? expect.any(Number) : 0,
      pending: 1,
      queued: 1,
      running: one === agent ? expect.any(Number) : 2,
      size: 3,
    });
    await Promise.all(answers);
  }
  await until(() => pool().active === 0);
  expect(Object.keys(dispatcher.stats).toSorted()).toEqual(Object.keys(agent.stats).toSorted());
  expect(dispatcher.stats[new URL(origin.url()).origin]).toMatchObject({ connected: 2, free: 2, running: 0 });
  await agent.close();
});
