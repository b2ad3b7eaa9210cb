import { describe, expect, test } from 'vitest';
import type { DrainBound } from '../../../src/index.ts';
import { BODY_PAUSE_BYTES } from '../../../src/response/body/body-source.ts';
import { BodyRig, textOf } from '../../support/body-rig.ts';

const WIDE: DrainBound = { bytes: 1_000_000, time: 1_000 };

describe('back-pressure', () => {
  const half = BODY_PAUSE_BYTES / 2;

  test('pauses at the bound, resumes when the reader catches up', async () => {
    const rig = new BodyRig();
    rig.push(half).body.claim();
    expect(rig.paused).toBe(false);
    rig.push(half);
    expect(rig.paused).toBe(true);
    await rig.body.read();
    expect(rig.paused).toBe(false);
  });

  test.each([
    ['collects', (rig: BodyRig) => void rig.body.collect()],
    ['drains', (rig: BodyRig) => void rig.body.drain(WIDE)],
  ])('resumes when a caller %s', (_, use) => {
    const rig = new BodyRig();
    rig.push(2 * half);
    expect(rig.paused).toBe(true);
    use(rig);
    expect(rig.paused).toBe(false);
    rig.push(2 * half);
    expect(rig.paused).toBe(false);
  });

  test('is not applied at the last chunk of a declared length', async () => {
    const rig = new BodyRig({ declaredLength: 4 * half });
    rig.push(half);
    expect(rig.paused).toBe(false);
    rig.push(3 * half);
    expect(rig.paused).toBe(false);
    const other = new BodyRig({ declaredLength: 4 * half + 1 });
    other.push(4 * half);
    expect(other.paused).toBe(true);
  });

  test('has no effect after the end of the body', async () => {
    const rig = new BodyRig();
    rig.push(2 * half).body.claim();
    rig.body.finish(true);
    await rig.body.read();
    expect(rig.paused).toBe(true);
  });

  test('allows a source that pushes while it is resumed', async () => {
    const rig = new BodyRig();
    rig.push(2 * half).body.claim();
    rig.resume = () => rig.push('next').body.finish(true);
    await rig.body.read();
    expect([textOf(await rig.body.read()), await rig.body.read()]).toEqual(['next', null]);
  });
});

describe('the time since when a body starves or stalls', () => {
  test('is set while a reader waits', async () => {
    const rig = new BodyRig();
    rig.body.claim();
    expect(rig.body.starvedAt).toBe(Infinity);
    await rig.clock.advance(5);
    void rig.body.read();
    expect(rig.body.starvedAt).toBe(5);
    await rig.clock.advance(5);
    rig.push('a');
    expect([rig.body.starvedAt, rig.body.stalledAt]).toEqual([Infinity, Infinity]);
  });

  test('is set again with each chunk while a caller collects', async () => {
    const rig = new BodyRig();
    void rig.body.collect();
    expect(rig.body.starvedAt).toBe(0);
    await rig.clock.advance(5);
    rig.push('a');
    expect(rig.body.starvedAt).toBe(5);
    rig.body.finish(true);
    expect(rig.body.starvedAt).toBe(Infinity);
  });

  test('is set while bytes wait for a reader', async () => {
    const rig = new BodyRig();
    rig.push(2_000);
    expect(rig.body.stalledAt).toBe(Infinity);
    await rig.clock.advance(5);
    rig.body.claim();
    expect(rig.body.stalledAt).toBe(5);
    rig.push(2_000);
    await rig.clock.advance(5);
    await rig.body.read();
    expect(rig.body.stalledAt).toBe(10);
    await rig.body.read();
    expect(rig.body.stalledAt).toBe(Infinity);
    await rig.clock.advance(5);
    rig.push('a');
    expect(rig.body.stalledAt).toBe(15);
    void rig.body.drain(WIDE);
    expect(rig.body.stalledAt).toBe(Infinity);
  });
});
