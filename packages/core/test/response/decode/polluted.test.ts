import zlib from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createClient, type HttpResponse } from '../../../src/index.ts';
import { Rig, watch } from '../../support/rig.ts';

/** Values of a polluted prototype, under names that decoders and web streams of Node.js read. */
const POISON = {
  dictionary: Buffer.from('evil'),
  windowBits: 9,
  level: 'evil',
  strategy: 'evil',
  finishFlush: 'evil',
  maxOutputLength: 1,
  rejectGarbageAfterEnd: 'evil',
  params: { 1: 'evil' },
  chunkSize: 64,
  encoding: 'hex',
  decodeStrings: false,
  autoDestroy: false,
  type: 'evil',
  autoAllocateChunkSize: 'evil',
  size: () => Number.NaN,
};

afterEach(() => {
  for (const name of Object.keys(POISON)) Reflect.deleteProperty(Object.prototype, name);
});

const SHORT = 'a body';
const LONG = Array.from({ length: 30_000 }, (_, index) => String(index * 7919)).join();

const ENCODERS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  gzip: (text) => zlib.gzipSync(text),
  deflate: (text) => zlib.deflateSync(text),
  br: (text) => zlib.brotliCompressSync(text),
  zstd: (text) => zlib.zstdCompressSync(text),
};

async function read(coding: string, body: Uint8Array, web: boolean): Promise<string> {
  const rig = new Rig();
  const call = watch(createClient({ transport: rig, clock: rig.clock }).get('http://a.test/x'));
  const exchange = await rig.exchange();
  exchange.headers(200, { 'content-encoding': coding });
  await rig.clock.advance(0);
  exchange.body.push(body);
  exchange.finish();
  const response = call.value as HttpResponse;
  if (!web) return response.text();
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe.each(Object.keys(ENCODERS))('%s', (coding) => {
  const encode = ENCODERS[coding] as (text: string) => Uint8Array;
  test.each(Object.entries(POISON))(
    'is decoded in the same way with %s on Object.prototype',
    async (name, value) => {
      const bodies = [SHORT, LONG].map(encode);
      // oxlint-disable-next-line no-extend-native -- the point of this test
      Object.defineProperty(Object.prototype, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      const texts: string[] = [];
      for (const body of bodies) {
        for (const web of [false, true]) texts.push(await read(coding, body, web));
      }
      Reflect.deleteProperty(Object.prototype, name);
      expect(texts).toEqual([SHORT, SHORT, LONG, LONG]);
    },
  );
});
