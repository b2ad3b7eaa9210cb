import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/plugin-api.ts';
import { uploadOf } from '../../src/wire/upload.ts';

async function sizesOf(length: number, small: number, piece?: number): Promise<number[] | undefined> {
  const bytes = Uint8Array.from({ length }, (_, index) => index % 251);
  const upload = uploadOf(bytes, length, systemClock, small, piece);
  if (upload === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of upload) pieces.push(piece);
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  // Not copied.
  expect(pieces.every((piece) => piece.buffer === bytes.buffer)).toBe(true);
  return pieces.map((piece) => piece.length);
}

test('a body in memory is sent in pieces, unless it is small', async () => {
  expect(await sizesOf(250, 5, 100)).toEqual([100, 100, 50]);
  expect(await sizesOf(12, 5)).toEqual([5, 5, 2]);
  expect(await sizesOf(6, 5, 100)).toEqual([6]);
  expect(await sizesOf(5, 5, 100)).toBeUndefined();
});

test('a body of any length goes out whole, in pieces within the limits', async () => {
  const size = fc.integer({ min: 1, max: 300 });
  await fc.assert(
    fc.asyncProperty(fc.nat(3_000), size, size, async (length, small, piece) => {
      const sizes = await sizesOf(length, small, piece);
      if (sizes === undefined) expect(length).toBeLessThanOrEqual(small);
      else expect(Math.max(...sizes)).toBeLessThanOrEqual(piece);
    }),
  );
});
