import zlib from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ZstdFrames } from '../../../src/response/decode/zstd-frames.ts';

const frame = fc
  .record({
    content: fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(400_000).map((length) => Buffer.alloc(length, 'blocks, repeated ')),
    ),
    checksum: fc.boolean(),
    contentSize: fc.boolean(),
  })
  .map(({ content, checksum, contentSize }) =>
    zlib.zstdCompressSync(content, {
      params: {
        [zlib.constants.ZSTD_c_checksumFlag]: Number(checksum),
        [zlib.constants.ZSTD_c_contentSizeFlag]: Number(contentSize),
      },
    }),
  );

/** RFC 8878, section 3.1.2. */
const skippable = fc
  .record({ content: fc.uint8Array({ maxLength: 300 }), kind: fc.nat(15) })
  .map(({ content, kind }) => skippableOf(kind, content));

function skippableOf(kind: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x18_4d_2a_50 + kind, 0);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content]);
}

function ends(pieces: readonly Uint8Array[]): number[] {
  let end = 0;
  return pieces.map(({ length }) => (end += length));
}

test('whatever the chunks, they are cut at the end of every frame, and no byte is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(frame, skippable), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 }),
      (frames, sizes) => {
        const body = Buffer.concat(frames);
        expect(ends(new ZstdFrames().cut(body))).toEqual(ends(frames));
        const cutter = new ZstdFrames();
        const pieces: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < body.length; turn++) {
          const end = at + sizes[turn % sizes.length]!;
          pieces.push(...cutter.cut(body.subarray(at, end)));
          at = end;
        }
        expect(Buffer.concat(pieces).equals(body)).toBe(true);
        expect(ends(pieces)).toEqual(expect.arrayContaining(ends(frames)));
      },
    ),
    { numRuns: 200 },
  );
});

test('whatever the bytes, no byte is lost and no piece is empty', () => {
  fc.assert(
    fc.property(frame, fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), (first, rest) => {
      const cutter = new ZstdFrames();
      const pieces = [first, ...rest].flatMap((chunk) => cutter.cut(chunk));
      expect(Buffer.concat(pieces).equals(Buffer.concat([first, ...rest]))).toBe(true);
      expect(pieces.every(({ length }) => length > 0)).toBe(true);
    }),
  );
});

test('a thousand short frames are accepted, and more only if they are not short', () => {
  const short = zlib.zstdCompressSync('x');
  const many = (frames: number, one: Uint8Array): Buffer => Buffer.concat(Array(frames).fill(one));
  expect(new ZstdFrames().cut(many(1_000, short))).toHaveLength(1_000);
  expect(() => new ZstdFrames().cut(many(1_001, short))).toThrow('more than 1000 frames');
  const long = skippableOf(0, Buffer.alloc(1_016));
  expect(new ZstdFrames().cut(many(1_500, long))).toHaveLength(1_500);
});
