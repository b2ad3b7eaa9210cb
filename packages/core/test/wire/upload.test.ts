import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/plugin-api.ts';
import { uploadOf } from '../../src/wire/upload.ts';

async function sizesOf(length: number, first: number, largest?: number): Promise<number[] | undefined> {
  const bytes = Uint8Array.from({ length }, (_, index) => index % 251);
  const upload = uploadOf(bytes, length, systemClock, first, largest);
  if (upload === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of upload) pieces.push(piece);
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  // Not copied.
  expect(pieces.every((piece) => piece.buffer === bytes.buffer)).toBe(true);
  return pieces.map((piece) => piece.length);
}

test('the pieces of a body in memory grow up to the longest', async () => {
  expect(await sizesOf(300, 5, 100)).toEqual([5, 80, 100, 100, 15]);
  expect(await sizesOf(12, 5)).toEqual([5, 5, 2]);
  expect(await sizesOf(5, 5, 100)).toBeUndefined();
});

test('a body of any length goes out whole, in pieces within the limits', async () => {
  const size = fc.integer({ min: 1, max: 300 });
  await fc.assert(
    fc.asyncProperty(fc.nat(3_000), size, size, async (length, first, more) => {
      const sizes = await sizesOf(length, first, first + more);
      if (sizes === undefined) expect(length).toBeLessThanOrEqual(first);
      else expect(Math.max(...sizes)).toBeLessThanOrEqual(first + more);
    }),
  );
});
