import type { PoolConnection } from './contract.ts';
import type { Host } from './records.ts';

/**
 * The hosts whose oldest waiter without a dial is held up by `maxTotal` alone, in order of that waiter's arrival: a
 * binary heap that knows where each host stands. A host's place is put right when it reaches the top, since its
 * oldest waiter can only become a younger one.
 */
export class HostQueue<C extends PoolConnection> {
  readonly #heap: Host<C>[] = [];
  readonly #mayDial: (host: Host<C>) => boolean;

  /** @param mayDial whether a host has a waiter that its own limits allow to dial */
  constructor(mayDial: (host: Host<C>) => boolean) {
    this.#mayDial = mayDial;
  }

  /** At least the number of hosts held up; 0 means none. */
  get size(): number {
    return this.#heap.length;
  }

  /** Adds a host that has a waiter without a dial. Harmless when it is in. */
  add(host: Host<C>): void {
    if (host.queueIndex !== -1) return;
    host.queueSeq = host.wanting?.seq ?? Infinity;
    this.#up(host, this.#heap.push(host) - 1);
  }

  /** Takes a host out. Harmless when it is not in. */
  remove(host: Host<C>): void {
    const index = host.queueIndex;
    if (index === -1) return;
    host.queueIndex = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === host) return;
    this.#up(last, index);
    this.#down(last, last.queueIndex);
  }

  /** The host whose waiter came first. Hosts that no longer wait for room leave the queue on the way. */
  first(): Host<C> | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (top.wanting === undefined || !this.#mayDial(top)) {
        this.remove(top);
      } else if (top.wanting.seq !== top.queueSeq) {
        top.queueSeq = top.wanting.seq;
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
      if (parent === undefined || parent.queueSeq <= host.queueSeq) break;
      heap[index] = parent;
      parent.queueIndex = index;
      index = parentIndex;
    }
    heap[index] = host;
    host.queueIndex = index;
  }

  #down(host: Host<C>, from: number): void {
    const heap = this.#heap;
    let index = from;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      const right = heap[childIndex + 1];
      if (child !== undefined && right !== undefined && right.queueSeq < child.queueSeq) {
        child = right;
        childIndex++;
      }
      if (child === undefined || child.queueSeq >= host.queueSeq) break;
      heap[index] = child;
      child.queueIndex = index;
      index = childIndex;
    }
    heap[index] = host;
    host.queueIndex = index;
  }
}
