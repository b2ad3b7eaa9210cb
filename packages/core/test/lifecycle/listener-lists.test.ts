// Lists of listeners, compared with arrays.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  firstOf,
  restOf,
  withFirst,
  withLast,
  without,
  type Listeners,
} from '../../src/lifecycle/listeners.ts';

interface Named {
  readonly name: number;
}

const LISTENERS: readonly Named[] = Array.from({ length: 6 }, (_, name) => ({ name }));

function toArray(list: Listeners<Named>): Named[] {
  const found: Named[] = [];
  for (let left = list; left !== undefined; left = restOf(left)) found.push(firstOf(left));
  return found;
}

const change = fc.record({
  how: fc.constantFrom('first', 'last', 'remove'),
  which: fc.integer({ min: 0, max: LISTENERS.length - 1 }),
});

test('a list has the listeners of an array after the same changes', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      let list: Listeners<Named>;
      let array: Named[] = [];
      for (const { how, which } of changes) {
        const listener = LISTENERS[which] as Named;
        if (how === 'remove') {
          list = without(list, listener);
          array = array.filter((other) => other !== listener);
        } else if (!array.includes(listener)) {
          list = how === 'first' ? withFirst(list, listener) : withLast(list, listener);
          array = how === 'first' ? [listener, ...array] : [...array, listener];
        }
        expect(toArray(list)).toEqual(array);
      }
    }),
  );
});

test('a list of many listeners needs no recursion', () => {
  const many = Array.from({ length: 20_000 }, (_, name) => ({ name }));
  let list: Listeners<Named>;
  for (const listener of many) list = withFirst(list, listener);
  expect(toArray(list)).toHaveLength(many.length);
  for (const listener of many.toReversed()) list = without(list, listener);
  expect(list).toBe(undefined);
});
