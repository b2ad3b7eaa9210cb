import zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createClient, type ClientOptions } from '../../src/index.ts';
import { DEFAULT_DRAIN } from '../../src/options/bounds.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://a.test/x';
const CODED = zlib.gzipSync('hello');

async function answered(init: RequestInit, options: Partial<ClientOptions> = {}) {
  const rig = new Rig();
  const call = watch(createClient({ ...options, transport: rig, clock: rig.clock }).fetch(URL_A, init));
  const exchange = (await rig.exchange()).headers(200, { 'content-encoding': 'gzip' });
  exchange.body.push(CODED);
  exchange.finish();
  await rig.clock.advance(0);
  const text = Buffer.from(await call.value!.arrayBuffer()).toString('latin1');
  return { text, accepted: exchange.request.headers.get('accept-encoding') };
}

describe('the body of a fetch', () => {
  const own = { headers: { 'accept-encoding': 'gzip;q=0.5' } };

  test('is decoded even if the caller sets accept-encoding, which is sent as given', async () => {
    expect(await answered(own)).toEqual({ text: 'hello', accepted: 'gzip;q=0.5' });
    expect(await answered({}, own)).toEqual({ text: 'hello', accepted: 'gzip;q=0.5' });
    expect(await answered({})).toMatchObject({ text: 'hello' });
  });

  test('is not decoded if the client disables decoding', async () => {
    expect(await answered(own, { decompress: false })).toMatchObject({ text: CODED.toString('latin1') });
  });
});

describe('the stream of a fetch', () => {
  async function responded() {
    const rig = new Rig();
    const call = watch(createClient({ transport: rig, clock: rig.clock }).fetch(URL_A));
    const exchange = (await rig.exchange()).headers(200);
    await rig.clock.advance(0);
    return { rig, exchange, body: call.value!.body! };
  }

  test('claims the body at the first read, not before', async () => {
    const { rig, exchange, body } = await responded();
    const reader = body.getReader();
    await rig.clock.advance(1_000);
    expect(exchange.body.used).toBe(false);
    const chunk = watch(reader.read());
    await rig.clock.advance(0);
    expect(exchange.body.used).toBe(true);
    exchange.push('abc').finish();
    await rig.clock.advance(0);
    expect(Buffer.from(chunk.value!.value).toString()).toBe('abc');
    expect((await reader.read()).done).toBe(true);
  });

  test('errors with the reason if the body was discarded before', async () => {
    const { exchange, body } = await responded();
    void exchange.body.drain(DEFAULT_DRAIN, new Error('reclaimed'));
    await expect(body.getReader().read()).rejects.toThrow('reclaimed');
    exchange.finish();
  });

  test('does not affect another reader of the body when it is cancelled', async () => {
    const { exchange, body } = await responded();
    const bytes = exchange.body.collect();
    await body.cancel();
    exchange.push('abc').finish();
    expect(Buffer.from(await bytes).toString()).toBe('abc');
  });

  test('drains the body when it is cancelled before the first read', async () => {
    const { exchange, body } = await responded();
    await body.cancel();
    exchange.push('abc').finish();
    expect(exchange.request.attempt.record.drain).toMatchObject({ outcome: 'eof', bytes: 3 });
  });
});
