// The limits `timeout.attempt` and `timeout.body`.
import { isTimeoutError } from '@sluice/core';
import type { AnyPlugin } from '@sluice/core/plugin';
import { describe, expect, test } from 'vitest';
import { attemptTimeout } from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

const URL_A = 'http://a.test/';

function phaseOf(error: unknown): string | undefined {
  return isTimeoutError(error) ? `${error.phase} ${error.limit}` : undefined;
}

/** Sends a request once more after any failure. */
const again: AnyPlugin = {
  name: 'again',
  stage: 'retry',
  setup: () => async (request, next) => {
    try {
      return await next(request);
    } catch {
      return next(request);
    }
  },
};

describe('timeout.attempt', () => {
  test('ends the attempt, not the call', async () => {
    const rig = new Rig();
    const call = watch(
      rig
        .client(again, attemptTimeout({ attempt: 100 }))
        .get(URL_A)
        .text(),
    );
    const first = await rig.exchange();
    await rig.clock.advance(100);
    expect(phaseOf(first.destroyed)).toBe('attempt 100');
    expect(call.done).toBe(false);
    const second = await rig.exchange();
    expect(second).not.toBe(first);
    second.headers().push('late').finish();
    await rig.clock.advance(0);
    expect(call.value).toBe('late');
    expect(rig.clock.pending()).toBe(0);
  });

  test('covers a body that the call buffers', async () => {
    const rig = new Rig();
    const call = watch(
      rig
        .client(attemptTimeout({ attempt: 100 }))
        .get(URL_A)
        .text(),
    );
    const exchange = await rig.exchange();
    exchange.headers();
    for (let ms = 0; ms < 90; ms += 10) {
      exchange.push('x');
      await rig.clock.advance(10);
    }
    expect(call.done).toBe(false);
    await rig.clock.advance(10);
    expect(phaseOf(call.error)).toBe('attempt 100');
    expect(rig.clock.pending()).toBe(0);
  });

  test('covers a body that is streamed', async () => {
    const rig = new Rig();
    const call = watch(rig.client(attemptTimeout({ attempt: 100 })).get(URL_A));
    const exchange = await rig.exchange();
    exchange.headers();
    await rig.clock.advance(0);
    const reader = call.value!.body.getReader();
    const read = watch(reader.read());
    await rig.clock.advance(100);
    expect(phaseOf(read.error)).toBe('attempt 100');
    expect(exchange.destroyed).toBe(read.error);
    expect(rig.clock.pending()).toBe(0);
  });

  test('is 60 s by default', async () => {
    const rig = new Rig();
    const call = watch(rig.client(attemptTimeout()).get(URL_A));
    await rig.exchange();
    await rig.clock.advance(59_999);
    expect(call.done).toBe(false);
    await rig.clock.advance(1);
    expect(phaseOf(call.error)).toBe('attempt 60000');
  });

  test.each([{ timeout: false }, { timeout: { attempt: false, body: false } }] as const)(
    'is off with %j',
    async (options) => {
      const rig = new Rig();
      const call = watch(rig.client(attemptTimeout()).get(URL_A, options).text());
      (await rig.exchange()).headers();
      await rig.clock.advance(10_000_000);
      expect(call.done).toBe(false);
      expect(rig.clock.pending()).toBe(0);
    },
  );
});

describe('timeout.body', () => {
  const limits = { attempt: false, body: 30 } as const;

  test('ends a body that stalls while the call buffers it', async () => {
    const rig = new Rig();
    const call = watch(rig.client(attemptTimeout(limits)).get(URL_A).text());
    const exchange = await rig.exchange();
    exchange.headers();
    await rig.clock.advance(20);
    exchange.push('a');
    await rig.clock.advance(29);
    expect(call.done).toBe(false);
    await rig.clock.advance(1);
    expect(phaseOf(call.error)).toBe('body 30');
    expect(rig.clock.pending()).toBe(0);
  });

  test('ends a body without any byte', async () => {
    const rig = new Rig();
    const call = watch(rig.client(attemptTimeout(limits)).get(URL_A).bytes());
    (await rig.exchange()).headers();
    await rig.clock.advance(30);
    expect(phaseOf(call.error)).toBe('body 30');
  });

  test('does not end a body that arrives slowly', async () => {
    const rig = new Rig();
    const call = watch(rig.client(attemptTimeout(limits)).get(URL_A).text());
    const exchange = await rig.exchange();
    exchange.headers();
    for (let count = 0; count < 50; count++) {
      exchange.push('x');
      await rig.clock.advance(25);
    }
    expect(call.done).toBe(false);
    expect(rig.clock.pending()).toBe(1);
    exchange.finish();
    await rig.clock.advance(0);
    expect(call.value).toHaveLength(50);
    expect(rig.clock.pending()).toBe(0);
  });

  test('counts from the start of the wait of a reader', async () => {
    const rig = new Rig();
    const call = watch(rig.client(attemptTimeout(limits)).get(URL_A));
    const exchange = await rig.exchange();
    exchange.headers();
    await rig.clock.advance(1_000);
    const chunks = call.value![Symbol.asyncIterator]();
    const first = watch(chunks.next());
    await rig.clock.advance(29);
    exchange.push('a');
    await rig.clock.advance(0);
    expect(first.value).toMatchObject({ done: false });
    const second = watch(chunks.next());
    await rig.clock.advance(29);
    expect(second.done).toBe(false);
    await rig.clock.advance(1);
    expect(phaseOf(second.error)).toBe('body 30');
    expect(rig.clock.pending()).toBe(0);
  });

  test('ignores a slow reader', async () => {
    const rig = new Rig();
    const call = watch(rig.client(attemptTimeout(limits)).get(URL_A));
    const exchange = await rig.exchange();
    exchange.headers();
    await rig.clock.advance(0);
    const chunks = call.value![Symbol.asyncIterator]();
    exchange.push('a').push('b');
    await chunks.next();
    await rig.clock.advance(100_000);
    expect(await chunks.next()).toMatchObject({ done: false });
    expect(exchange.destroyed).toBeUndefined();
  });

  test('is 30 s by default', async () => {
    const rig = new Rig();
    const call = watch(rig.client(attemptTimeout()).get(URL_A).text());
    (await rig.exchange()).headers();
    await rig.clock.advance(29_999);
    expect(call.done).toBe(false);
    await rig.clock.advance(1);
    expect(phaseOf(call.error)).toBe('body 30000');
  });
});

test.each([
  [{ attempt: 0 }, 'timeout.attempt'],
  [{ body: '1' }, 'timeout.body'],
  [{ total: 1 }, 'timeout.total'],
])('refuses %j', (options, path) => {
  expect(() => attemptTimeout(options as object)).toThrow(expect.objectContaining({ option: path }));
});
