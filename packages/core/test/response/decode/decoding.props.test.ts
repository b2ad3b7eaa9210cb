import zlib from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClient, type HttpResponse } from '../../../src/index.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { Rig } from '../../support/rig.ts';

const CODERS = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  'raw deflate': zlib.deflateRawSync,
  br: zlib.brotliCompressSync,
  zstd: zlib.zstdCompressSync,
} as const;
type Coding = keyof typeof CODERS;

/** Repeated text: short, or longer than the limit of synchronous decoding. */
const payload = fc
  .record({
    seed: fc.string({ minLength: 1, maxLength: 40 }),
    length: fc.oneof(fc.nat(300), fc.nat(600_000)),
  })
  .map(({ seed, length }) =>
    Buffer.from(Array.from({ length: 300 }, (_, index) => seed + index ** 3).join('')).subarray(0, length),
  );

const plan = fc.record({
  payload,
  /** The number of repetitions. */
  repeat: fc.integer({ min: 1, max: 100 }),
  layers: fc.array(fc.constantFrom(...(Object.keys(CODERS) as Coding[])), { minLength: 1, maxLength: 3 }),
  /** The number of members or frames, if the coding has them. */
  members: fc.integer({ min: 1, max: 4 }),
  /** The ends of the chunks. */
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
  fault: fc.constantFrom('none', 'truncated', 'tail', 'no length'),
  /** How many bytes are missing, or which byte follows. */
  extent: fc.double({ min: 0, max: 1, noNaN: true }),
  reads: fc.constantFrom('call', 'bytes', 'iterator', 'stream', 'late'),
  pauses: fc.boolean(),
});

function code(text: Uint8Array, coding: Coding, members: number): Uint8Array {
  const encode = CODERS[coding];
  if (coding !== 'gzip' && coding !== 'zstd') return encode(text);
  const size = Math.ceil(text.length / members);
  const parts = Array.from({ length: members }, (_, index) =>
    text.subarray(index * size, (index + 1) * size),
  );
  return Buffer.concat(parts.map((part) => encode(part)));
}

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) {
    expect(chunk.length).toBeGreaterThan(0);
    all.push(chunk);
  }
  return Buffer.concat(all);
}

test('whatever the codings and the chunks: the whole body, or an error', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (planned) => {
      const { layers, members, cuts, fault, extent, reads, pauses } = planned;
      const text = Buffer.concat(Array<Uint8Array>(planned.repeat).fill(planned.payload));
      let coded: Uint8Array = text;
      for (const layer of layers) coded = code(coded, layer, members);
      const whole = coded;
      // Without any byte, the body is empty, which is valid.
      const kept = Math.max(1, Math.floor(extent * whole.length));
      if (fault === 'truncated' || fault === 'no length') coded = whole.subarray(0, kept);
      if (fault === 'tail') coded = Buffer.concat([whole, Buffer.from([Math.floor(extent * 255)])]);

      const rig = new Rig();
      const client = createClient({ transport: rig, maxDecodingRatio: Infinity, clock: systemClock });
      const call = client.get('http://a.test/x');
      const reading = Promise.allSettled([
        reads === 'call' ? call.bytes() : call.then((response) => read(response)),
      ]);
      async function read(response: HttpResponse): Promise<Uint8Array> {
        if (reads === 'late') await served;
        if (reads === 'iterator') return gather(response as never);
        return reads === 'stream' ? gather(response.body) : response.bytes();
      }
      await new Promise(setImmediate);
      const [exchange] = rig.exchanges;
      exchange!.headers(200, {
        'content-encoding': layers.map((layer) => layer.replace('raw ', '')).join(', '),
      });
      if (fault === 'no length') exchange!.body.endWithConnection();
      const ends = [...cuts.map((cut) => Math.floor(cut * coded.length)), coded.length].sort((a, b) => a - b);
      const serve = async (): Promise<void> => {
        let begin = 0;
        for (const end of ends) {
          // oxlint-disable-next-line no-await-in-loop -- a body comes in order
          if (pauses) await new Promise(setImmediate);
          exchange!.body.push(coded.subarray(begin, end));
          begin = end;
        }
        exchange!.finish();
      };
      const served = serve();
      const [outcome] = await reading;
      await served;
      const { attempt } = exchange!.request;
      await expect.poll(() => attempt.ended, { interval: 1 }).toBe(true);
      expect(client.stats().calls.inFlight).toBe(0);
      if (Buffer.compare(coded, whole) === 0) {
        expect(outcome).toMatchObject({ status: 'fulfilled' });
        expect(Buffer.compare((outcome as { value: Uint8Array }).value, text)).toBe(0);
      } else {
        expect(outcome).toMatchObject({
          status: 'rejected',
          reason: {
            code: expect.stringMatching(/^ERR_SLUICE_BODY_(?:DECODE|CUT_SHORT)$/),
            url: 'http://a.test/x',
          },
        });
      }
    }),
    { numRuns: 300 },
  );
});
