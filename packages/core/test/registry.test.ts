// The registry of what clients share.
import { describe, expect, test } from 'vitest';
import { AgentRegistry } from '../src/index.ts';
import type { RegistryEntry } from '../src/transport-api.ts';

class Entry implements RegistryEntry {
  closed = 0;
  failing: Error | undefined;

  close(): Promise<void> {
    this.closed++;
    return this.failing === undefined ? Promise.resolve() : Promise.reject(this.failing);
  }

  stats(): unknown {
    return { closed: this.closed };
  }
}

describe('a registry', () => {
  test('creates an entry once, at its first use', () => {
    const registry = new AgentRegistry({ maxIdle: 5 });
    let made = 0;
    const make = (): Entry => (made++, new Entry());
    const entry = registry.entry('pool', make);
    expect(registry.entry('pool', make)).toBe(entry);
    expect(registry.entry('other', make)).not.toBe(entry);
    expect([made, registry.limits]).toEqual([2, { maxIdle: 5 }]);
  });

  test('counts its users', () => {
    const registry = new AgentRegistry({});
    registry.retain();
    registry.retain();
    expect([registry.release(), registry.release()]).toEqual([1, 0]);
  });

  test('has the statistics of its entries by name', () => {
    const registry = new AgentRegistry({});
    registry.entry('pool', () => new Entry());
    registry.entry('silent', () => ({ close: () => Promise.resolve() }));
    expect(registry.stats()).toStrictEqual({ pool: { closed: 0 } });
  });

  test('closes its entries once, and accepts no users after that', async () => {
    const registry = new AgentRegistry({});
    const entry = registry.entry('pool', () => new Entry());
    expect(registry.closed).toBe(false);
    expect(registry.close()).toBe(registry.close());
    expect(registry.closed).toBe(true);
    await registry.close();
    expect(entry.closed).toBe(1);
    const closed = expect.objectContaining({ code: 'ERR_SLUICE_CLOSED' });
    expect(() => registry.retain()).toThrow(closed);
    expect(() => registry.entry('pool', () => new Entry())).toThrow(closed);
  });

  test('aborts the entries that can be aborted, then closes gracefully, also if it was closing', async () => {
    const registry = new AgentRegistry({});
    const entry = registry.entry('pool', () => new Entry());
    registry.entry('other', () => new Entry());
    const reasons: unknown[] = [];
    let emptied: (() => void) | undefined;
    Object.assign(entry, {
      close: () => new Promise<void>((resolve) => (emptied = resolve)),
      destroy(reason: unknown) {
        reasons.push(reason);
        emptied?.();
      },
    });
    const closing = registry.close();
    const why = new Error('now');
    expect(registry.destroy(why)).toBe(closing);
    await closing;
    expect(reasons).toEqual([why]);
  });

  test('aborts the calls of the clients that have some in flight, the oldest first, before its entries', async () => {
    const registry = new AgentRegistry({});
    const order: unknown[] = [];
    registry.entry('pool', () =>
      Object.assign(new Entry(), { destroy: (reason: unknown) => order.push(['entry', reason]) }),
    );
    const clients = ['a', 'b', 'c', 'd'].map((name) => ({
      earlier: undefined,
      later: undefined,
      abortAll(reason: () => unknown) {
        order.push([name, reason()]);
        registry.leave(this);
      },
    }));
    const [a, b, c, d] = clients;
    for (const client of clients) registry.enter(client);
    registry.leave(b!);
    registry.leave(d!);
    registry.enter(d!);
    registry.leave(a!);
    registry.enter(a!);
    const why = new Error('now');
    await registry.destroy(why);
    const ofWhy = expect.objectContaining({
      code: 'ERR_SLUICE_CLOSED',
      message: 'the registry was destroyed during the call',
      cause: why,
    });
    expect(order).toEqual([
      ['c', ofWhy],
      ['d', ofWhy],
      ['a', ofWhy],
      ['entry', why],
    ]);
    expect(c).toMatchObject({ earlier: undefined, later: undefined });
  });

  test('closes every entry although one fails, and rejects with that error', async () => {
    const registry = new AgentRegistry({});
    const [one, two] = ['one', 'two'].map((name) => registry.entry(name, () => new Entry()));
    one!.failing = new Error('stuck');
    let over = 0;
    two!.close = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      over++;
    };
    await expect(registry.close()).rejects.toThrow('stuck');
    expect(over).toBe(1);
  });
});
