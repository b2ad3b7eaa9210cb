// The limit `timeout.total`.
import { isTimeoutError, type TimeoutError } from '@sluice/core';
import { describe, expect, test } from 'vitest';
import { deadline } from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

const URL_A = 'http://a.test/';

function phaseOf(error: unknown): string | undefined {
  return isTimeoutError(error) ? `${error.phase} ${error.limit}` : undefined;
}

describe('timeout.total', () => {
  test('ends a call without a response, and leaves no timer', async () => {
    const rig = new Rig();
    const call = watch(rig.client(deadline({ total: 100 })).get(URL_A));
    const exchange = await rig.exchange();
    await rig.clock.advance(99);
    expect(call.done).toBe(false);
    await rig.clock.advance(1);
    expect(phaseOf(call.error)).toBe('total 100');
    expect(exchange.destroyed).toBe(call.error);
    expect(rig.clock.pending()).toBe(0);
  });

  test('sets the deadline of the call', async () => {
    const rig = new Rig();
    watch(rig.client(deadline({ total: 100 })).get(URL_A));
    const { call } = (await rig.exchange()).request;
    expect(call.deadlineAt).toBe(100);
    await rig.clock.advance(40);
    expect(call.remaining()).toBe(60);
  });

  test('covers the body of a streaming response', async () => {
    const rig = new Rig();
    const call = watch(rig.client(deadline({ total: 100 })).get(URL_A));
    (await rig.exchange()).headers().push('abc');
    await rig.clock.advance(60);
    const chunks = call.value![Symbol.asyncIterator]();
    expect(await chunks.next()).toMatchObject({ done: false });
    const next = watch(chunks.next());
    await rig.clock.advance(40);
    expect(phaseOf(next.error)).toBe('total 100');
    expect(rig.clock.pending()).toBe(0);
  });

  test('ends with the body', async () => {
    const rig = new Rig();
    const call = watch(
      rig
        .client(deadline({ total: 100 }))
        .get(URL_A)
        .text(),
    );
    const exchange = await rig.exchange();
    exchange.headers().push('abc').finish();
    await rig.clock.advance(0);
    expect(call.value).toBe('abc');
    expect(rig.clock.pending()).toBe(0);
    await rig.clock.advance(1_000);
    expect(exchange.destroyed).toBeUndefined();
  });

  test('destroys a response that arrives too late', async () => {
    const rig = new Rig();
    const call = watch(rig.client(deadline({ total: 100 })).get(URL_A));
    const exchange = await rig.exchange();
    await rig.clock.advance(100);
    exchange.headers();
    await rig.clock.advance(0);
    expect(exchange.destroyed).toBe(call.error);
  });

  test.each([
    [{ timeout: { total: 20 } }, 20],
    [{ timeout: { total: false } }, undefined],
    [{ timeout: false }, undefined],
    [{ timeout: {} }, 100],
    [{ timeout: undefined }, 100],
    [{}, 100],
  ] as const)('a call with %j ends after %s', async (options, limit) => {
    const rig = new Rig();
    const call = watch(rig.client(deadline({ total: 100 })).get(URL_A, options));
    await rig.exchange();
    await rig.clock.advance(1_000_000);
    expect(phaseOf(call.error)).toBe(limit === undefined ? undefined : `total ${limit}`);
    if (limit === undefined) expect(rig.clock.pending()).toBe(0);
  });

  test('is 120 s by default', async () => {
    const rig = new Rig();
    const call = watch(rig.client(deadline()).get(URL_A));
    await rig.exchange();
    await rig.clock.advance(119_999);
    expect(call.done).toBe(false);
    await rig.clock.advance(1);
    expect(phaseOf(call.error)).toBe('total 120000');
  });

  test('names the call in its error', async () => {
    const rig = new Rig();
    const call = watch(rig.client(deadline({ total: 5 })).get('http://u:p@a.test/x?token=secret'));
    await rig.exchange();
    await rig.clock.advance(5);
    const error = call.error as TimeoutError;
    expect(error).toMatchObject({ method: 'GET', url: 'http://a.test/x?token=…', phase: 'total', limit: 5 });
    expect(error.attempts).toHaveLength(1);
    expect(error.message).toContain('timeout.total');
  });

  test.each([
    [{ total: 0 }, 'timeout.total'],
    [{ total: -1 }, 'timeout.total'],
    [{ total: Number.NaN }, 'timeout.total'],
    [{ total: '5' }, 'timeout.total'],
    [{ total: true }, 'timeout.total'],
    [{ totl: 5 }, 'timeout.totl'],
    [[], 'timeout'],
  ])('refuses %j', (options, path) => {
    expect(() => deadline(options as object)).toThrow(expect.objectContaining({ option: path }));
  });

  test('refuses a bad limit of a call', async () => {
    const rig = new Rig();
    const client = rig.client(deadline());
    await expect(client.get(URL_A, { timeout: { total: -1 } })).rejects.toMatchObject({
      code: 'ERR_SLUICE_OPTION',
      option: 'timeout.total',
    });
    expect(rig.exchanges).toHaveLength(0);
    expect(rig.clock.pending()).toBe(0);
  });
});
