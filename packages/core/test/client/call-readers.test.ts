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

test('the response is there for whoever asks after a reader of the body, before the answer and after it', async () => {
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

test('a second reader finds the body read, whichever comes first', async () => {
  const rig = new Rig();
  const call = rig.client().get(URL_A);
  const [first, second] = [watch(call.json()), watch(call.json())];
  await answer(rig, '{"a":1}');
  await rig.clock.advance(0);
  expect(first.value).toEqual({ a: 1 });
  expect(second.error).toMatchObject({ code: 'ERR_SLUICE_BODY_USED' });
});

test('a body that is empty has no pieces, for a plugin that reads it after it came whole', async () => {
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

test('a call nobody asked anything of can be asked when it is over', async () => {
  const rig = new Rig();
  const call = rig.client().get(URL_A);
  await answer(rig, 'late');
  expect(await call.text()).toBe('late');
});

test('every reader, asked before or after, hears that the call failed', async () => {
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

test('a call that fails and is asked by nobody is a rejection that nobody handles', async () => {
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

test('who asks from within the channel that tells of the end hears the same', async () => {
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
