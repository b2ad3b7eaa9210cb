import { expect } from 'vitest';
import { newCounters, type HostStats } from '../../src/stats.ts';
import type { Model, ModelConnection } from './model.ts';

function balance(stats: HostStats): void {
  const gone =
    stats.evicted +
    stats.expired +
    stats.limit +
    stats.unusable +
    stats.discarded +
    stats.closed +
    stats.closedByPeer;
  expect(stats.opened - gone).toBe(stats.idle + stats.active);
  expect(Object.values(stats).every((value) => typeof value !== 'number' || value >= 0)).toBe(true);
}

/** The invariants at any moment. */
export function checkAlways(model: Model): void {
  const { limits, pool } = model;
  const stats = pool.stats();
  expect(model.faults).toEqual([]);
  balance(stats);
  expect(stats.idle).toBeLessThanOrEqual(limits.maxIdle);
  expect(stats.idle + stats.active + stats.dialing).toBeLessThanOrEqual(limits.maxTotal);
  if (!model.closed && model.strict) expect(stats.dialFailures).toBe(model.dialsFailed);
  const { peakOpen: _peak, ...counters } = newCounters();
  const sum = { ...counters, idle: 0, active: 0, dialing: 0, waiting: 0 };
  for (const host of Object.values(stats.hosts)) {
    balance(host);
    expect(host.idle + host.active + host.dialing).toBeLessThanOrEqual(limits.maxPerHost);
    expect(host.dialing).toBeLessThanOrEqual(limits.maxDialing);
    expect(host.idle).toBeLessThanOrEqual(limits.maxIdlePerHost);
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += host[name];
  }
  expect(stats).toMatchObject(sum);
  // One for idle connections, one for dials that no request waits for, and one for waiters that share a dial, or wait for
  // a connection that takes no exchange.
  const dialing = Object.values(stats.hosts).filter((host) => host.dialing > 0);
  const unwanted = dialing.some(({ waiting }) => waiting === 0) ? 1 : 0;
  const refused = Object.entries(stats.hosts).some(
    ([key, { waiting }]) => waiting > 0 && (model.expected.get(key) ?? 1) < 1,
  );
  const sharing = (dialing.length > 0 || refused) && !model.closed ? 1 : 0;
  const sweep = stats.idle + stats.active > 0 ? 1 : 0;
  expect(model.clock.timers.size).toBeLessThanOrEqual(sweep + unwanted + sharing);
  for (const timer of model.clock.timers) expect(timer.unref).toBe(true);
}

/** The invariants once promises have run. Also records which connections have become idle. */
export function checkSettled(model: Model): void {
  checkAlways(model);
  const stats = model.pool.stats();
  expect(stats.dialing).toBe(model.dials.length);
  expect(stats.opened).toBe(model.opened);
  expect(stats.idle + stats.active).toBe(model.live().length);
  expect(stats.waiting).toBe(model.line().length);
  expect(stats.active).toBe(model.live().filter((connection) => connection.leases.size > 0).length);
  for (const connection of model.live()) {
    if (connection.leases.size > 0) connection.idleSince = undefined;
    else {
      connection.wasIdle = true;
      connection.idleSince ??= { now: model.clock.time, wall: model.clock.wall, order: model.order++ };
    }
  }
  for (const [key, host] of Object.entries(stats.hosts)) {
    const line = model.line(key);
    expect(host.waiting).toBe(line.length);
    const oldest = line[0];
    if (oldest === undefined) continue;
    const overtook = model.waiters.some(
      (waiter) => waiter.key === key && waiter.state === 'served' && waiter.seq > oldest.seq,
    );
    expect(overtook).toBe(false);
    if (model.strict) checkProgress(model, key, host);
  }
  if (model.closed) expect(stats).toMatchObject({ idle: 0, waiting: 0 });
}

/** No request waits while a connection is free, or a dial is possible. */
function checkProgress(model: Model, key: string, host: HostStats): void {
  const { limits } = model;
  const stats = model.pool.stats();
  const mute = model.live(key).filter(({ capacity, leases }) => capacity < 1 && leases.size === 0);
  expect(host.idle).toBeLessThanOrEqual(mute.length);
  if (limits.maxTotal === Infinity) {
    expect(model.live(key).filter((connection) => hasRoom(model, connection))).toEqual([]);
  }
  const nextToDial = model.line(key).filter((waiter) => waiter.dial === undefined);
  const expected = model.expected.get(key) ?? model.unknown;
  // Waiters wait for a connection with capacity 0.
  if (expected < 1 && host.idle + host.active + host.dialing > 0) return;
  const covered = host.dialing * expected;
  if (nextToDial.length === 0 || (covered >= host.waiting && host.dialing > 0)) return;
  const noPlace = host.idle + host.active + host.dialing >= limits.maxPerHost;
  const hostFull = noPlace || host.dialing >= limits.maxDialing;
  // An idle connection that takes no exchange gives its place to a dial.
  if (noPlace && host.dialing < limits.maxDialing) expect(mute).toEqual([]);
  const allFull = stats.idle + stats.active + stats.dialing >= limits.maxTotal && stats.idle === 0;
  expect(hostFull || allFull).toBe(true);
}

function hasRoom(model: Model, connection: ModelConnection): boolean {
  return (
    connection.leases.size < connection.capacity &&
    connection.usable &&
    !connection.doomed &&
    connection.served < model.maxUses &&
    model.clock.time - connection.bornAt < model.limits.maxAge
  );
}
