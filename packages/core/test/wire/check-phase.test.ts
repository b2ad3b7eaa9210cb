// Work for check phases of the event loop.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { atNextCheck, nextCheck, type CheckWork } from '../../src/wire/check-phase.ts';

const store = new AsyncLocalStorage<string>();

function work(onCheck: () => void, context?: AsyncResource): CheckWork {
  return { nextDue: undefined, context, onCheck };
}

test('pieces of one phase are done in order, and those that they add in the next phase', async () => {
  const done: string[] = [];
  const note = (what: string): CheckWork => work(() => done.push(what));
  atNextCheck(
    work(() => {
      done.push('a');
      atNextCheck(note('d'));
      setImmediate(() => done.push('immediate of the next phase'));
    }),
  );
  atNextCheck(note('b'));
  atNextCheck(note('c'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toEqual(['a', 'b', 'c']);
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toEqual(['a', 'b', 'c', 'd', 'immediate of the next phase']);
});

test('each piece is done in its own async context', async () => {
  const found: (string | undefined)[] = [];
  const note = (): void => void found.push(store.getStore());
  for (const name of ['a', 'b']) {
    store.run(name, () => atNextCheck(work(note, new AsyncResource('Test'))));
  }
  await store.run('c', async () => {
    await nextCheck();
    note();
  });
  expect(found).toEqual(['a', 'b', 'c']);
});

test('a piece that throws does not keep the others from being done', async () => {
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const fault = new Error('fault');
  const caught = once(process, 'uncaughtException');
  let done = 0;
  atNextCheck(
    work(() => {
      throw fault;
    }),
  );
  atNextCheck(work(() => done++));
  const [error] = (await caught) as [unknown];
  for (const listener of before) process.on('uncaughtException', listener);
  expect(error).toBe(fault);
  expect(done).toBe(1);
});
