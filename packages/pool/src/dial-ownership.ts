import type { PoolConnection } from './contract.ts';
import type { PendingDial, PooledWaiter } from './records.ts';

/** The connection of a dial is about to serve another waiter than its owner: the owner gets that one's dial. */
export function handOver<C extends PoolConnection>(dial: PendingDial<C>, to: PooledWaiter<C>): void {
  const { owner } = dial;
  if (owner === undefined || owner === to) return;
  dial.owner = undefined;
  moveDial(to, owner);
}

/**
 * A dial brought a connection that takes nothing yet, and its owner waits on. It gets the dial of the youngest waiter that
 * owns one, so that those that own a dial still stand before those that do not.
 */
export function endUnserved<C extends PoolConnection>({ host, owner }: PendingDial<C>): void {
  if (owner === undefined) return;
  owner.pending = undefined;
  const youngest = (host.wanting === undefined ? host.waiters.last : host.wanting.prev) ?? owner;
  if (youngest !== owner) moveDial(youngest, owner);
  host.wanting = youngest;
}

function moveDial<C extends PoolConnection>(from: PooledWaiter<C>, to: PooledWaiter<C>): void {
  to.pending = from.pending;
  from.pending = undefined;
  if (to.pending !== undefined) to.pending.owner = to;
}
