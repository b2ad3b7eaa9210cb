// The hosts whose waiters may dial as soon as `maxTotal` allows.
import type { PoolConnection } from '../contract.ts';
import type { Host } from '../hosts/records.ts';

/**
 * The hosts whose oldest waiter without a dial waits for `maxTotal` only, in order of the arrival of that waiter: a
 * binary heap that records in each host its index. The position of a host is corrected when it reaches the top, since its
 * oldest waiter can only be replaced by a younger one.
 */
export class HostHeap<C extends PoolConnection> {
  readonly #heap: Host<C>[] = [];
  readonly #mayDial: (host: Host<C>) => boolean;

  /** @param mayDial whether a host has a waiter that its own limits allow to dial */
  constructor(mayDial: (host: Host<C>) => boolean) {
    this.#mayDial = mayDial;
  }

  /** An upper bound of the number of waiting hosts; exact when 0. */
  get size(): number {
    return this.#heap.length;
  }

  /** Adds a host that has a waiter without a dial. No effect on a host in the heap. */
  add(host: Host<C>): void {
    if (host.heapIndex !== -1) return;
    host.heapSeq = host.nextToDial?.seq ?? Infinity;
    this.#up(host, this.#heap.push(host) - 1);
  }

  /** Removes a host. No effect on a host outside the heap. */
  remove(host: Host<C>): void {
    const index = host.heapIndex;
    if (index === -1) return;
    host.heapIndex = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === host) return;
    this.#up(last, index);
    this.#down(last, last.heapIndex);
  }

  /** The host with the oldest waiter. Removes hosts that no longer wait for room. */
  first(): Host<C> | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (top.nextToDial === undefined || !this.#mayDial(top)) {
        this.remove(top);
      } else if (top.nextToDial.seq !== top.heapSeq) {
        top.heapSeq = top.nextToDial.seq;
        this.#down(top, 0);
      } else {
        return top;
      }
    }
    return undefined;
  }

  #up(host: Host<C>, from: number): void {
    const heap = this.#heap;
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || parent.heapSeq <= host.heapSeq) break;
      heap[index] = parent;
      parent.heapIndex = index;
      index = parentIndex;
    }
    heap[index] = host;
    host.heapIndex = index;
  }

  #down(host: Host<C>, from: number): void {
    const heap = this.#heap;
    let index = from;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      const right = heap[childIndex + 1];
      if (child !== undefined && right !== undefined && right.heapSeq < child.heapSeq) {
        child = right;
        childIndex++;
      }
      if (child === undefined || child.heapSeq >= host.heapSeq) break;
      heap[index] = child;
      child.heapIndex = index;
      index = childIndex;
    }
    heap[index] = host;
    host.heapIndex = index;
  }
}
