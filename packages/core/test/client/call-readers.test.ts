import diagnostics_channel from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import type { Plugin } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://a.test/x';

async function answer(rig: Rig, body: string): Promise<void> {
  const exchange = await rig.exchange();
  exchange.headers(200);
  exchange.push(body);
  exchange.finish();
  await rig.clock.advance(0);
}

test('the response can be awaited after a reader of the body was called, before and after the response', async () => {
  const rig = new Rig();
  const call = rig.client().get(URL_A);
  const text = watch(call.text());
  const early = watch(call);
  await answer(rig, 'yes');
  expect(text.value).toBe('yes');
  expect(early.value?.status).toBe(200);
  expect((await call).status).toBe(200);
  expect(await call).toBe(early.value);
});

test('a second reader fails because the body was read, whichever reader is first', async () => {
  const rig = new Rig();
  const call = rig.client().get(URL_A);
  const [first, second] = [watch(call.json()), watch(call.json())];
  await answer(rig, '{"a":1}');
  await rig.clock.advance(0);
  expect(first.value).toEqual({ a: 1 });
  expect(second.error).toMatchObject({ code: 'ERR_SLUICE_BODY_USED' });
});

test('an empty body has no chunks for a plugin that reads it after it has arrived', async () => {
  const rig = new Rig();
  const pieces: Uint8Array[] = [];
  const reading: Plugin = {
    name: 'reading',
    stage: 'call',
    setup: () => ({
      async middleware(request, next) {
        const response = await next(request);
        for await (const piece of response) pieces.push(piece);
        return response;
      },
    }),
  };
  const text = watch(rig.client(reading).get(URL_A).text());
  const exchange = await rig.exchange();
  exchange.headers(200);
  await rig.clock.advance(0);
  exchange.finish();
  await rig.clock.advance(0);
  expect(text.error).toMatchObject({ code: 'ERR_SLUICE_BODY_USED' });
  expect(pieces).toEqual([]);
});

test('a call without a reader can be read after its end', async () => {
  const rig = new Rig();
  const call = rig.client().get(URL_A);
  await answer(rig, 'late');
  expect(await call.text()).toBe('late');
});

test('every reader, called before or after the failure, rejects with the error of the call', async () => {
  const rig = new Rig();
  const failure = new Error('broken');
  const call = rig.client().get(URL_A);
  const readers = [watch(call.json()), watch(call.text()), watch(call)];
  (await rig.exchange()).fail(failure);
  await rig.clock.advance(0);
  for (const reader of readers) expect(reader.error).toBe(failure);
  await expect(call).rejects.toBe(failure);
  await expect(call.bytes()).rejects.toBe(failure);
});

test('a call that fails without a reader is an unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', note);
  try {
    const rig = new Rig();
    const failure = new Error('broken');
    rig.client().get(URL_A);
    (await rig.exchange()).fail(failure);
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([failure]);
  } finally {
    process.off('unhandledRejection', note);
    for (const other of others) process.on('unhandledRejection', other);
  }
});

test('a reader that is called by a subscriber of the end channel gets the same result', async () => {
  const rig = new Rig();
  let call = rig.client().get(URL_A);
  const asked: ReturnType<typeof watch>[] = [];
  const ask = (): void => void asked.push(watch(call));
  const channels = ['sluice:call:end', 'sluice:call:error'];
  for (const channel of channels) diagnostics_channel.subscribe(channel, ask);
  try {
    await answer(rig, 'yes');
    const failure = new Error('broken');
    call = rig.client().get(URL_A);
    const exchange = await rig.exchange();
    exchange.fail(failure);
    await rig.clock.advance(0);
    expect(asked[0]?.value).toMatchObject({ status: 200 });
    expect(asked[1]?.error).toBe(failure);
  } finally {
    for (const channel of channels) diagnostics_channel.unsubscribe(channel, ask);
  }
});
