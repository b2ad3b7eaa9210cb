import diagnostics_channel from 'node:diagnostics_channel';
import { describe, expect, test } from 'vitest';
import type { DrainMessage, DrainResult } from '../../../src/index.ts';
import { BodyRig, type BodyRigOptions } from '../../support/body-rig.ts';
import { watch } from '../../support/rig.ts';

const BOUND = { bytes: 1_000, time: 50 };

async function drain(
  play: (rig: BodyRig) => unknown,
  options: BodyRigOptions & { bound?: { bytes: number; time: number } } = {},
): Promise<{ rig: BodyRig; result: DrainResult | undefined }> {
  const rig = new BodyRig(options);
  const drained = watch(rig.body.drain(options.bound ?? BOUND));
  await play(rig);
  await rig.clock.advance(0);
  return { rig, result: drained.value };
}

describe('a drain', () => {
  test('that reaches the end keeps the connection', async () => {
    const { rig, result } = await drain(async (rig) => {
      rig.push(400);
      await rig.clock.advance(20);
      rig.push(600).body.finish(true);
    });
    expect(result).toEqual({ outcome: 'eof', bytes: 1_000, time: 20, connectionKept: true });
    expect([rig.destroyed, rig.ends, rig.clock.pending()]).toEqual([[], 1, 0]);
  });

  test('reports a connection that is not kept for other reasons', async () => {
    const { result } = await drain((rig) => rig.push(1).body.finish(false));
    expect(result).toMatchObject({ outcome: 'eof', connectionKept: false });
  });

  test('that reaches its limit of bytes destroys the connection', async () => {
    const { rig, result } = await drain((rig) => rig.push(600).push(401).push(5));
    expect(result).toMatchObject({ outcome: 'bytes', bytes: 1_001, connectionKept: false });
    expect(rig.destroyed).toMatchObject([{ code: 'ERR_SLUICE_BODY_DISCARDED' }]);
    expect([rig.ends, rig.clock.pending()]).toEqual([1, 0]);
  });

  test('that reaches its limit of time destroys the connection, even if the peer keeps sending', async () => {
    const { rig, result } = await drain(async (rig) => {
      for (let ms = 0; ms < 100; ms += 10) {
        rig.push(1);
        await rig.clock.advance(10);
      }
    });
    expect(result).toEqual({ outcome: 'time', bytes: 5, time: 50, connectionKept: false });
    expect([rig.destroyed.length, rig.ends, rig.clock.pending()]).toEqual([1, 1, 0]);
  });

  test.each([
    ['more than the bound', { declaredLength: 1_001 }, 'length'],
    ['no more than the bound', { declaredLength: 1_000 }, undefined],
  ])('of a body that declares %s', async (_, options, outcome) => {
    const { rig, result } = await drain(() => undefined, options);
    expect(result?.outcome).toBe(outcome);
    expect(rig.destroyed).toHaveLength(outcome === undefined ? 0 : 1);
    rig.body.destroy('x');
  });

  test('counts only the rest of the declared length', async () => {
    const rig = new BodyRig({ declaredLength: 1_500 });
    rig.push(600);
    const drained = watch(rig.body.drain(BOUND));
    rig.push(900).body.finish(true);
    await rig.clock.advance(0);
    expect(drained.value).toMatchObject({ outcome: 'eof', bytes: 1_500, connectionKept: true });
  });

  test.each([
    [{ bytes: 0, time: 50 }, 'bytes'],
    [{ bytes: 1_000, time: 0 }, 'time'],
  ])('with the bound %j does not read', async (bound, outcome) => {
    const { rig, result } = await drain(() => undefined, { bound });
    expect(result).toMatchObject({ outcome, bytes: 0, connectionKept: false });
    expect([rig.destroyed.length, rig.ends, rig.clock.pending()]).toEqual([1, 1, 0]);
  });

  test('without bounds continues', async () => {
    const { rig, result } = await drain(
      async (rig) => {
        for (let count = 0; count < 100; count++) rig.push(100_000);
        await rig.clock.advance(1_000_000);
        rig.body.finish(true);
      },
      { bound: { bytes: Infinity, time: Infinity } },
    );
    expect(result).toMatchObject({ outcome: 'eof', bytes: 10_000_000, connectionKept: true });
    expect(rig.clock.pending()).toBe(0);
  });

  test('of a broken connection does not reject', async () => {
    const { rig, result } = await drain((rig) => rig.push(5).body.fail(new Error('lost')));
    expect(result).toMatchObject({ outcome: 'error', bytes: 5, connectionKept: false });
    expect(rig.attempt.record.error).toBeUndefined();
    const before = new BodyRig();
    before.body.fail(new Error('lost'));
    expect(await before.body.drain(BOUND)).toMatchObject({ outcome: 'error', connectionKept: false });
  });

  test('that is aborted ends at once', async () => {
    const { rig, result } = await drain((rig) => rig.call.abort('x'));
    expect(result).toMatchObject({ outcome: 'error', connectionKept: false });
    expect([rig.destroyed, rig.clock.pending()]).toEqual([['x'], 0]);
  });

  test('of a body that has ended reports how it ended', async () => {
    const rig = new BodyRig();
    rig.push(5).body.finish(true);
    expect(await rig.body.drain(BOUND)).toEqual({ outcome: 'eof', bytes: 5, time: 0, connectionKept: true });
  });

  test('is performed once, however often it is requested', () => {
    const rig = new BodyRig();
    expect(rig.body.drain(BOUND)).toBe(rig.body.drain({ bytes: 1, time: 1 }));
    rig.body.destroy('x');
  });

  test('does not keep the bytes that it reads', () => {
    const rig = new BodyRig();
    rig.push(60_000);
    void rig.body.drain({ bytes: 10_000_000, time: 50 });
    for (let count = 0; count < 100; count++) rig.push(60_000);
    expect(rig.paused).toBe(false);
    expect(rig.body.collectNow()).toBeUndefined();
    rig.body.destroy('x');
  });

  test('that replaces a reader is an error for the reader, never an end', async () => {
    const discarded = { code: 'ERR_SLUICE_BODY_DISCARDED' };
    const rig = new BodyRig();
    rig.body.claim();
    const read = watch(rig.body.read());
    void rig.body.drain(BOUND);
    rig.body.finish(true);
    await rig.clock.advance(0);
    expect(read.error).toMatchObject(discarded);
    await expect(rig.body.read()).rejects.toMatchObject(discarded);
    await expect(rig.body.collect()).rejects.toMatchObject(discarded);
    expect(() => rig.body.claim()).toThrow(expect.objectContaining(discarded));
  });

  test('may have a reason', async () => {
    const reason = new Error('because');
    const rig = new BodyRig();
    void rig.body.drain(BOUND, reason);
    await rig.clock.advance(50);
    await expect(rig.body.collect()).rejects.toBe(reason);
  });

  test('is reported in the record of the attempt and on its channel', async () => {
    const messages: DrainMessage[] = [];
    const collect = (message: unknown): void => void messages.push(message as DrainMessage);
    diagnostics_channel.subscribe('sluice:drain', collect);
    const { rig, result } = await drain((rig) => rig.push(5).body.finish(true));
    diagnostics_channel.unsubscribe('sluice:drain', collect);
    expect(rig.attempt.record.drain).toBe(result);
    const { call } = rig;
    expect(messages).toEqual([
      {
        call: call.id,
        client: undefined,
        method: 'GET',
        url: expect.any(String),
        attempt: rig.attempt.record,
        result,
      },
    ]);
  });
});

test('discard drains within the bound of the call; a complete body needs no drain', async () => {
  const rig = new BodyRig({ drain: { bytes: 10, time: 5 } });
  rig.body.discard();
  await rig.clock.advance(5);
  expect(rig.attempt.record.drain).toMatchObject({ outcome: 'time' });
  const over = new BodyRig();
  over.push('abc').body.finish(true);
  over.body.discard();
  expect(over.attempt.record.drain).toBeUndefined();
  await expect(over.body.collect()).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_DISCARDED' });
});
