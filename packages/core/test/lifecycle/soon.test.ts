// Work that is done in a microtask.
import { AsyncLocalStorage, type AsyncResource } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { callerContext } from '../../src/lifecycle/caller-context.ts';
import { soon, type SoonWork } from '../../src/lifecycle/soon.ts';

function work(onSoon: () => void, context?: AsyncResource): SoonWork {
  return { nextDue: undefined, context, onSoon };
}

const SETTLED = Promise.resolve();

async function turns(count: number): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one turn after the other
  for (let turn = 0; turn < count; turn++) await SETTLED;
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

test('each piece is done in its own async context', async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  for (const name of ['a', 'b']) {
    storage.run(name, () => soon(work(() => seen.push(storage.getStore()), callerContext())));
  }
  await turns(1);
  expect(seen).toEqual(['a', 'b']);
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
