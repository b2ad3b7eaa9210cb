import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PoolCallbacks } from '../../src/hosts/records.ts';
import { Host, PooledWaiter } from '../../src/hosts/records.ts';
import { HostHeap } from '../../src/waiting/host-heap.ts';
import { newCounters } from '../../src/stats.ts';
import { FakeConnection } from '../support/rig.ts';

type TestHost = Host<FakeConnection>;

const callbacks: PoolCallbacks<FakeConnection> = { release: () => {}, cancel: () => false };

function host(key: string, seq: number): TestHost {
  const made = new Host<FakeConnection>(key, callbacks, newCounters());
  made.nextToDial = new PooledWaiter(made, () => Promise.resolve(new FakeConnection('')), seq);
  return made;
}

test('hosts come out in the order of their oldest waiter, whatever was added, removed or changed before', () => {
  const step = fc.record({ do: fc.constantFrom('add', 'add', 'remove', 'age', 'block'), pick: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 160 }), (steps) => {
      const blocked = new Set<TestHost>();
      const heap = new HostHeap<FakeConnection>((candidate) => !blocked.has(candidate));
      const hosts: TestHost[] = [];
      const inside = new Set<TestHost>();
      for (const { do: what, pick } of steps) {
        const old = hosts[pick % Math.max(1, hosts.length)];
        if (what === 'add' || old === undefined) {
          // In any order: a host may join late with an old waiter, because of its own limits.
          const made = host(`host-${hosts.length}`, (pick % 1000) * 1000 + hosts.length);
          hosts.push(made);
          inside.add(made);
          heap.add(made);
          heap.add(made);
        } else if (what === 'remove') {
          inside.delete(old);
          heap.remove(old);
        } else if (what === 'block') {
          blocked.add(old);
        } else {
          old.nextToDial = new PooledWaiter(
            old,
            () => Promise.resolve(new FakeConnection('')),
            (old.nextToDial?.seq ?? 0) + pick,
          );
        }
      }
      const seqs = [...inside]
        .filter((candidate) => !blocked.has(candidate))
        .map((candidate) => candidate.nextToDial?.seq ?? 0);
      const left: number[] = [];
      for (let first = heap.first(); first !== undefined; first = heap.first()) {
        left.push(first.nextToDial?.seq ?? 0);
        heap.remove(first);
      }
      expect(left).toEqual(seqs.sort((a, b) => a - b));
      expect(heap.size).toBe(0);
    }),
  );
});
