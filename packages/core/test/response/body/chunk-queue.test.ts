import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkQueue } from '../../../src/response/body/chunk-queue.ts';

function bytesOf(length: number, from: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (from + index) % 251);
}

test('a single chunk is returned uncopied', () => {
  const queue = new ChunkQueue();
  const chunk = bytesOf(10, 0);
  queue.push(chunk);
  expect(queue.shift()).toBe(chunk);
  queue.push(chunk);
  expect(queue.takeAll()).toBe(chunk);
  expect([queue.bytes, queue.shift()]).toEqual([0, undefined]);
  expect(queue.takeAll()).toHaveLength(0);
});

test('an empty chunk is dropped', () => {
  const queue = new ChunkQueue();
  queue.push(bytesOf(0, 0));
  expect(queue.shift()).toBeUndefined();
  expect(queue.takeAll()).toHaveLength(0);
});

test('large chunks are not copied, consecutive small chunks are joined', () => {
  const queue = new ChunkQueue();
  const large = [bytesOf(2_000, 0), bytesOf(2_000, 1)];
  for (const chunk of large) queue.push(chunk);
  for (let count = 0; count < 10_000; count++) queue.push(bytesOf(1, count));
  expect(queue.bytes).toBe(14_000);
  expect([queue.shift(), queue.shift()]).toEqual(large);
  let chunks = 0;
  while (queue.shift() !== undefined) chunks++;
  expect(chunks).toBeLessThan(10);
});

test('the bytes of a chunk that was taken are never written to again', () => {
  const queue = new ChunkQueue();
  queue.push(bytesOf(1, 1));
  queue.push(bytesOf(1, 2));
  queue.shift();
  const second = queue.shift();
  queue.push(bytesOf(1, 3));
  queue.push(bytesOf(1, 4));
  queue.push(bytesOf(1, 5));
  expect([...(second ?? [])]).toEqual([2]);
  const rest = queue.takeAll();
  queue.push(bytesOf(1, 9));
  queue.push(bytesOf(1, 9));
  expect([...rest]).toEqual([3, 4, 5]);
});

test('a whole of several chunks has its own buffer', () => {
  const queue = new ChunkQueue();
  queue.push(Buffer.from('ab'));
  queue.push(Buffer.from('cd'));
  expect(queue.takeAll().buffer.byteLength).toBe(4);
});

test('bytes keep their order, however they are taken', () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('push'), size: fc.oneof(fc.nat(5), fc.nat(3_000)) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('append'), size: fc.oneof(fc.nat(5), fc.nat(3_000)) }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('shift'), size: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('takeAll', 'peek'), size: fc.nat(5_000) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new ChunkQueue();
      const sent: number[] = [];
      const taken: number[] = [];
      for (const { do: what, size } of steps) {
        if (what === 'push' || what === 'append') {
          const chunk = bytesOf(size, sent.length);
          sent.push(...chunk);
          if (what === 'push') {
            queue.push(chunk);
          } else {
            queue.append(chunk, (size * 7) % 4_000);
            chunk.fill(255);
          }
        } else if (what === 'shift') taken.push(...(queue.shift() ?? []));
        else if (what === 'takeAll') taken.push(...queue.takeAll());
        else {
          const peeked = [...queue.peek(size)];
          expect(peeked).toEqual(sent.slice(taken.length, taken.length + size));
        }
        expect(queue.bytes).toBe(sent.length - taken.length);
      }
      taken.push(...queue.takeAll());
      expect(taken).toEqual(sent);
    }),
  );
});

test('a body of known length is filled into one buffer of that length', () => {
  const queue = new ChunkQueue();
  queue.push(bytesOf(1_000, 0));
  queue.append(bytesOf(2_000, 1_000), 3_000);
  queue.append(bytesOf(3_000, 3_000), 0);
  const whole = queue.takeAll();
  expect(whole).toEqual(Buffer.from(bytesOf(6_000, 0)));
  expect(whole.buffer.byteLength).toBe(6_000);
});

test('no more than 4 MiB, or as much as arrived, is allocated for bytes that are only announced', () => {
  const queue = new ChunkQueue();
  const sizeNow = (): number => queue.peek(1).length && queue.takeAll().buffer.byteLength;
  queue.append(bytesOf(10, 0), 1e12);
  expect(sizeNow()).toBe(4_194_304 + 10);
  queue.append(bytesOf(10, 0), 1e12);
  queue.append(new Uint8Array(5_000_000), 1e12);
  expect(sizeNow()).toBe(2 * 5_000_010);
});
