// A list whose members leave at any place.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LinkedList, type Link } from '../../src/lifecycle/linked-list.ts';

test('it has what a Set has, whatever was added and left', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (steps) => {
      const list = new LinkedList<number>();
      const set = new Set<number>();
      const links = new Map<number, Link<number>>();
      for (const step of steps) {
        if (set.delete(step)) {
          expect(links.get(step)?.leave()).toBe(true);
        } else {
          set.add(step);
          links.set(step, list.add(step));
        }
        expect(list.values()).toEqual([...set]);
        expect(list.size).toBe(set.size);
        expect(list.find((value) => value === step)).toBe(set.has(step) ? step : undefined);
      }
    }),
  );
});

test('a link leaves once, and refers to no other link afterwards', () => {
  const list = new LinkedList<string>();
  const [, two] = ['one', 'two', 'three'].map((value) => list.add(value));
  expect([two?.leave(), two?.leave()]).toEqual([true, false]);
  expect(two).toMatchObject({ list: undefined, earlier: undefined, later: undefined });
  expect(list.values()).toEqual(['one', 'three']);
});

test('a value that leaves before its turn is left out, and one that is added meanwhile', () => {
  const list = new LinkedList<string>();
  const seen: string[] = [];
  const links = ['one', 'two', 'three'].map((value) => list.add(value));
  list.forEach((value) => {
    seen.push(value);
    if (value !== 'one') return;
    links[1]?.leave();
    list.add('four');
  });
  expect(seen).toEqual(['one', 'three']);
});
