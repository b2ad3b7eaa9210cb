// Which waiter owns which dial.
import type { PoolConnection } from '../contract.ts';
import type { PendingDial, PooledWaiter } from '../hosts/records.ts';

/**
 * Called when the connection of a dial will serve a waiter that is not its owner: the owner gets the dial of that
 * waiter.
 */
export function handOver<C extends PoolConnection>(dial: PendingDial<C>, to: PooledWaiter<C>): void {
  const { owner } = dial;
  if (owner === undefined || owner === to) return;
  dial.owner = undefined;
  moveDial(to, owner);
}

/**
 * Called when a dial opened a connection that carries no exchange yet, so that its owner keeps waiting. The owner gets the
 * dial of the youngest waiter with a dial, so that waiters with a dial still come before waiters without one.
 */
export function endUnserved<C extends PoolConnection>({ host, owner }: PendingDial<C>): void {
  if (owner === undefined) return;
  owner.ownDial = undefined;
  const youngest = (host.nextToDial === undefined ? host.waiters.last : host.nextToDial.prev) ?? owner;
  if (youngest !== owner) moveDial(youngest, owner);
  host.nextToDial = youngest;
}

function moveDial<C extends PoolConnection>(from: PooledWaiter<C>, to: PooledWaiter<C>): void {
  to.ownDial = from.ownDial;
  from.ownDial = undefined;
  if (to.ownDial !== undefined) to.ownDial.owner = to;
}
