// Work that is done in a microtask.
import { expect, test } from 'vitest';
import { soon, type SoonWork } from '../../src/lifecycle/soon.ts';

function work(onSoon: () => void): SoonWork {
  return { nextDue: undefined, onSoon };
}

async function turns(count: number): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one turn after the other
  for (let turn = 0; turn < count; turn++) await undefined;
}

test('work is done in a microtask, in order, also what is added meanwhile', async () => {
  const done: string[] = [];
  soon(
    work(() => {
      done.push('a');
      soon(work(() => done.push('c')));
    }),
  );
  soon(work(() => done.push('b')));
  expect(done).toEqual([]);
  await turns(1);
  expect(done).toEqual(['a', 'b', 'c']);
});

test('a piece of work can be due again once it was done', async () => {
  let times = 0;
  const piece = work(() => times++);
  soon(piece);
  await turns(1);
  soon(piece);
  await turns(1);
  expect(times).toBe(2);
});

test('a piece that throws is an uncaught error, and the others are done', async () => {
  const done: string[] = [];
  const thrown = new Error('in a piece');
  const uncaught: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (error) => uncaught.push(error));
  try {
    soon(work(() => done.push('a')));
    soon(
      work(() => {
        throw thrown;
      }),
    );
    soon(work(() => done.push('b')));
    await turns(3);
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual(['a', 'b']);
    expect(uncaught).toEqual([thrown]);
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of others) process.on('unhandledRejection', listener);
  }
});
