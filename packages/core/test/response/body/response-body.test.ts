import { describe, expect, test } from 'vitest';
import { ResponseBody } from '../../../src/response/body/response-body.ts';
import { NetworkError } from '../../../src/index.ts';
import { BodyRig, textOf } from '../../support/body-rig.ts';
import { watch } from '../../support/rig.ts';

const LOST = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'body' });

describe('a body', () => {
  test('is collected, before or after it ended', async () => {
    const before = new BodyRig();
    const bytes = before.body.collect();
    before.push('ab').push('c').body.finish(true);
    expect(textOf(await bytes)).toBe('abc');
    const after = new BodyRig();
    after.push('ab').push('c').body.finish(true);
    expect(textOf(after.body.collectNow() ?? null)).toBe('abc');
    const late = new BodyRig();
    late.push('abc').body.finish(true);
    expect(textOf(await late.body.collect())).toBe('abc');
  });

  test('may be empty', async () => {
    const rig = new BodyRig();
    rig.body.finish(true);
    expect(await rig.body.collect()).toHaveLength(0);
  });

  test('is read chunk by chunk, to null, and null again', async () => {
    const rig = new BodyRig();
    rig.push('a').body.claim();
    expect(textOf(await rig.body.read())).toBe('a');
    const next = rig.body.read();
    rig.push('b');
    expect(textOf(await next)).toBe('b');
    const last = rig.body.read();
    rig.body.finish(true);
    expect([await last, await rig.body.read()]).toEqual([null, null]);
  });

  test('can be read from its buffer after its end', async () => {
    const rig = new BodyRig();
    rig.push('a').body.claim();
    rig.push('b').body.finish(true);
    expect(rig.ends).toBe(1);
    const texts = [
      textOf(await rig.body.read()),
      textOf(await rig.body.read()),
      textOf(await rig.body.read()),
    ];
    expect(texts).toEqual(['a', 'b', null]);
  });

  test('ends its attempt once, before its reader is notified', async () => {
    const rig = new BodyRig();
    rig.body.claim();
    const read = rig.body.read().then(() => rig.ends);
    await rig.clock.advance(7);
    rig.body.finish(true);
    rig.body.finish(false);
    rig.body.fail(LOST);
    rig.body.destroy(LOST);
    expect(await read).toBe(1);
    expect([rig.ends, rig.destroyed]).toEqual([1, []]);
    expect(rig.attempt.record.timings.body).toBe(7);
    expect(rig.attempt.record.error).toBeUndefined();
    expect(rig.body.settled).toBe(true);
  });

  test('can be read once', async () => {
    const used = { code: 'ERR_SLUICE_BODY_USED' };
    const rig = new BodyRig();
    rig.body.claim();
    expect(() => rig.body.claim()).toThrow(expect.objectContaining(used));
    await expect(rig.body.collect()).rejects.toMatchObject(used);
    rig.body.finish(true);
    expect(rig.body.collectNow()).toBeUndefined();
    const other = new BodyRig();
    void other.body.collect();
    await expect(other.body.collect()).rejects.toMatchObject(used);
    expect(() => other.body.claim()).toThrow(expect.objectContaining(used));
  });

  test('refuses a second read while one waits, and settles both', async () => {
    const rig = new BodyRig();
    rig.body.claim();
    const first = rig.body.read();
    await expect(rig.body.read()).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_USED' });
    rig.push('a');
    expect(textOf(await first)).toBe('a');
  });

  test('shorter than declared fails, even if the transport reports its end', async () => {
    const rig = new BodyRig({ declaredLength: 4 });
    const bytes = rig.body.collect();
    rig.push('abc').body.finish(true);
    await expect(bytes).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_CUT_SHORT', bytes: 3 });
    expect(rig.ends).toBe(1);
  });
});

describe('a body that breaks', () => {
  test.each([
    ['collecting caller', (rig: BodyRig) => rig.body.collect()],
    ['reader', (rig: BodyRig) => (rig.body.claim(), rig.body.read())],
  ])('rejects its %s, whether already waiting or not', async (_, use) => {
    const waiting = new BodyRig();
    const used = watch(use(waiting));
    waiting.body.fail(LOST);
    await waiting.clock.advance(0);
    expect([used.error, waiting.ends, waiting.destroyed]).toEqual([LOST, 1, []]);
    const later = new BodyRig();
    later.body.fail(LOST);
    await expect(use(later)).rejects.toBe(LOST);
    expect(later.attempt.record.error).toBe(LOST);
  });

  test.each(['claimed before', 'claimed after'])(
    'gives a reader of chunks what had arrived before its error, %s it broke',
    async (when) => {
      const rig = new BodyRig();
      if (when === 'claimed before') rig.body.claim();
      rig.push(60_000).push('a').body.fail(LOST);
      expect([rig.ends, rig.body.hasUnread]).toEqual([1, true]);
      if (when === 'claimed after') rig.body.claim();
      expect(await rig.body.read()).toHaveLength(60_000);
      expect(textOf(await rig.body.read())).toBe('a');
      expect(rig.body.hasUnread).toBe(false);
      await expect(rig.body.read()).rejects.toBe(LOST);
      await expect(rig.body.read()).rejects.toBe(LOST);
    },
  );

  test('gives none of the arrived bytes if this side aborted the exchange', async () => {
    const rig = new BodyRig();
    rig.body.claim();
    rig.push('a').call.abort(LOST);
    await expect(rig.body.read()).rejects.toBe(LOST);
  });

  test('can be discarded with what had arrived', async () => {
    const rig = new BodyRig();
    rig.body.claim();
    rig.push('a').body.fail(LOST);
    rig.body.discard();
    await expect(rig.body.read()).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_DISCARDED' });
  });

  test('has an error that names its call', async () => {
    const rig = new BodyRig();
    const error = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'body' });
    const bytes = watch(rig.body.collect());
    rig.body.fail(error);
    await rig.clock.advance(0);
    expect(bytes.error).toMatchObject({ method: 'GET', url: 'http://a.test/x?token=…' });
    expect(error.attempts).toHaveLength(1);
  });

  test('can break with a frozen error', async () => {
    const rig = new BodyRig();
    const bytes = watch(rig.body.collect());
    const error = Object.freeze(new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'body' }));
    rig.call.abort(error);
    await rig.clock.advance(0);
    expect([bytes.error, rig.ends, rig.destroyed]).toEqual([error, 1, [error]]);
  });

  test('never returns a part of it as the whole', async () => {
    const rig = new BodyRig();
    rig.push('a').body.fail(LOST);
    expect(rig.body.collectNow()).toBeUndefined();
    await expect(rig.body.collect()).rejects.toBe(LOST);
    expect(rig.body.hasUnread).toBe(false);
  });

  test('never returns a part of it as the whole, if it broke while it was collected', async () => {
    const rig = new BodyRig();
    const bytes = watch(rig.body.collect());
    rig.push('a').body.fail(LOST);
    await rig.clock.advance(0);
    expect([bytes.error, rig.body.hasUnread]).toEqual([LOST, false]);
  });
});

describe('destroy', () => {
  test('destroys the connection before the attempt ends, and rejects pending and later reads', async () => {
    const rig = new BodyRig();
    const order: string[] = [];
    rig.destroy = (reason) => order.push(`destroyed by ${String(reason)}`);
    rig.onEnd = () => order.push('ended');
    const bytes = watch(rig.body.collect());
    rig.body.destroy('x');
    rig.body.destroy('y');
    await rig.clock.advance(0);
    expect(order).toEqual(['destroyed by x', 'ended']);
    expect(bytes.error).toBe('x');
    const unread = new BodyRig();
    unread.body.destroy('x');
    expect(unread.body.used).toBe(false);
    await expect(unread.body.collect()).rejects.toBe('x');
  });

  test('is caused by an abort of the attempt or the call, but not after the end', () => {
    const rig = new BodyRig();
    rig.call.abort('x');
    expect([rig.destroyed, rig.ends]).toEqual([['x'], 1]);
    const over = new BodyRig();
    over.body.finish(true);
    over.call.abort('x');
    expect(over.destroyed).toEqual([]);
  });

  test('applies to a body that arrives after its attempt was aborted or ended', () => {
    for (const end of [(rig: BodyRig) => rig.attempt.abort('x'), (rig: BodyRig) => rig.attempt.fail('x')]) {
      const rig = new BodyRig();
      const { attempt } = rig;
      const broken: unknown[] = [];
      end(rig);
      const late = new ResponseBody(attempt, { pause() {}, resume() {}, destroy: (why) => broken.push(why) });
      expect([late.settled, broken.length]).toEqual([true, 1]);
    }
  });

  test('is caused by a body that exceeds maxResponseBytes', async () => {
    const rig = new BodyRig({ maxResponseBytes: 5 });
    const bytes = watch(rig.body.collect());
    rig.push('abcde');
    expect(rig.destroyed).toEqual([]);
    rig.push('f').push('g');
    await rig.clock.advance(0);
    expect(bytes.error).toMatchObject({ code: 'ERR_SLUICE_BODY_LIMIT', bytes: 6 });
    expect(rig.destroyed).toEqual([bytes.error]);
    expect(rig.ends).toBe(1);
  });

  test('does not call a `flush` that its source has from Object.prototype', () => {
    let calls = 0;
    // oxlint-disable-next-line no-extend-native -- the point of this test
    Object.defineProperty(Object.prototype, 'flush', { value: () => void calls++, configurable: true });
    try {
      new BodyRig().body.flush();
    } finally {
      Reflect.deleteProperty(Object.prototype, 'flush');
    }
    expect(calls).toBe(0);
  });
});
