import zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createClient, type ClientOptions } from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

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

  test('is decoded whoever set accept-encoding, which is sent as given', async () => {
    expect(await answered(own)).toEqual({ text: 'hello', accepted: 'gzip;q=0.5' });
    expect(await answered({}, own)).toEqual({ text: 'hello', accepted: 'gzip;q=0.5' });
    expect(await answered({})).toMatchObject({ text: 'hello' });
  });

  test('comes as it is when the client turns decoding off', async () => {
    expect(await answered(own, { decompress: false })).toMatchObject({ text: CODED.toString('latin1') });
  });
});
