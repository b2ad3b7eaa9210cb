// The diagnostics channels of calls and attempts.
import diagnostics_channel from 'node:diagnostics_channel';
import { afterEach, describe, expect, test } from 'vitest';
import type { AttemptMessage, CallMessage } from '../src/index.ts';
import type { AnyPlugin } from '../src/plugin-api.ts';
import { Rig, watch } from './support/rig.ts';

const heard: { name: string; message: CallMessage & AttemptMessage }[] = [];
const NAMES = ['call:start', 'call:end', 'call:error', 'attempt:start', 'attempt:end', 'attempt:error'];
const listeners = NAMES.map((name) => {
  const listener = (message: unknown): void => {
    heard.push({ name, message: message as CallMessage & AttemptMessage });
  };
  diagnostics_channel.subscribe(`sluice:${name}`, listener);
  return () => diagnostics_channel.unsubscribe(`sluice:${name}`, listener);
});

afterEach(() => {
  heard.length = 0;
});

/** Sends a request once more after any failure. */
const again: AnyPlugin = {
  name: 'again',
  stage: 'retry',
  setup: () => async (request, next) => {
    try {
      return await next(request);
    } catch {
      return next(request);
    }
  },
};

describe('the messages of the channels', () => {
  test('of a call that succeeds', async () => {
    const rig = new Rig();
    const call = watch(rig.client().get('http://u:p@a.test/?q=1').text());
    (await rig.exchange()).headers(200).push('x').finish();
    await rig.clock.advance(0);
    expect(call.value).toBe('x');
    expect(heard.map(({ name }) => name)).toEqual(['call:start', 'attempt:start', 'attempt:end', 'call:end']);
    for (const { message } of heard)
      expect(message).toMatchObject({ method: 'GET', url: 'http://a.test/?q=…' });
    expect(heard[2]?.message.attempt).toMatchObject({ number: 1, status: 200, duration: 0 });
    expect(heard[3]?.message).toMatchObject({ status: 200, attempts: [{ number: 1 }] });
  });

  test('of one call share the array of attempts, which identifies the call', async () => {
    const rig = new Rig();
    const calls = ['a', 'b'].map((path) => watch(rig.client().get(`http://a.test/${path}`).text()));
    await rig.clock.advance(0);
    for (const exchange of rig.exchanges) exchange.headers(200).finish();
    await rig.clock.advance(0);
    expect(calls.map(({ value }) => value)).toEqual(['', '']);
    for (const path of ['a', 'b']) {
      const lists = heard
        .filter(({ name, message }) => name.startsWith('call') && message.url.endsWith(path))
        .map(({ message }) => message.attempts);
      expect(lists).toHaveLength(2);
      expect(lists[0]).toBe(lists[1]);
      expect(lists[0]).toHaveLength(1);
    }
  });

  test.each(NAMES.flatMap((name) => (['text', 'response'] as const).map((reads) => [name, reads] as const)))(
    'allow a subscriber to abort the call: %s, read as %s',
    async (name, reads) => {
      const rig = new Rig();
      const controller = new AbortController();
      const abort = (): void => controller.abort('enough');
      diagnostics_channel.subscribe(`sluice:${name}`, abort);
      try {
        const client = rig.client(again);
        const made = client.get('http://a.test/', { signal: controller.signal });
        const call = watch<unknown>(reads === 'text' ? made.text() : made);
        for (let served = 0; served < 2; served++) {
          // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
          await rig.clock.advance(0);
          const exchange = rig.exchanges[served];
          if (name.endsWith('error')) exchange?.fail('broken');
          else if (exchange?.request.attempt.aborted === false) exchange.headers(200).push('x').finish();
        }
        await rig.clock.advance(0);
        expect(controller.signal.aborted).toBe(true);
        expect(call.done).toBe(true);
        if (name !== 'call:end') expect(call.error).toBe(name === 'call:error' ? 'broken' : 'enough');
        else if (reads === 'text') expect(call.value).toBe('x');
        expect(client.stats().calls.inFlight).toBe(0);
        for (const { request } of rig.exchanges) expect(request.attempt.ended).toBe(true);
      } finally {
        diagnostics_channel.unsubscribe(`sluice:${name}`, abort);
      }
    },
  );

  test('of a call that fails, and of each of its attempts', async () => {
    const rig = new Rig();
    const call = watch(rig.client(again).get('http://a.test/'));
    (await rig.exchange()).fail('one');
    (await rig.exchange()).fail('two');
    await rig.clock.advance(0);
    expect(call.error).toBe('two');
    expect(heard.map(({ name }) => name)).toEqual([
      'call:start',
      'attempt:start',
      'attempt:error',
      'attempt:start',
      'attempt:error',
      'call:error',
    ]);
    expect([heard[2]?.message.attempt.error, heard[4]?.message.attempt.error]).toEqual(['one', 'two']);
    expect(heard[5]?.message).toMatchObject({ error: 'two', attempts: [{ number: 1 }, { number: 2 }] });
  });

  test('of a body cut short while it was buffered', async () => {
    const rig = new Rig();
    watch(rig.client().get('http://a.test/').text());
    const exchange = (await rig.exchange()).headers(200);
    await rig.clock.advance(0);
    exchange.body.fail('lost');
    await rig.clock.advance(0);
    expect(heard.map(({ name }) => name)).toEqual([
      'call:start',
      'attempt:start',
      'attempt:error',
      'call:error',
    ]);
  });

  test('of a status that is thrown', async () => {
    const rig = new Rig();
    watch(rig.client().get('http://a.test/'));
    (await rig.exchange()).headers(404).finish();
    await rig.clock.advance(0);
    expect(heard.map(({ name }) => name)).toEqual([
      'call:start',
      'attempt:start',
      'attempt:end',
      'call:error',
    ]);
    expect(heard[3]?.message.error).toMatchObject({ status: 404 });
  });

  test('are not published for a refused call', async () => {
    await expect(new Rig().client().get('nowhere')).rejects.toBeDefined();
    expect(heard).toEqual([]);
  });

  test('are not published without a subscriber', async () => {
    for (const unsubscribe of listeners) unsubscribe();
    const rig = new Rig();
    watch(rig.client().get('http://a.test/'));
    (await rig.exchange()).headers(200).finish();
    await rig.clock.advance(0);
    expect(heard).toEqual([]);
  });
});
