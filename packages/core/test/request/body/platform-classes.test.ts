// Tests that Node's own classes are used if a program has replaced the global ones.
import vm from 'node:vm';
import { expect, test } from 'vitest';
import { baseOf } from '../../../src/request/body/platform-classes.ts';

test('the class behind subclasses of it', () => {
  class Sub extends Headers {}
  class Deeper extends Sub {}
  expect([Headers, Sub, Deeper].map(baseOf)).toEqual([Headers, Headers, Headers]);
});

test('the class behind a subclass, in a context of its own', () => {
  const context = vm.createContext({ Headers });
  expect(baseOf(vm.runInContext('(class extends Headers {})', context) as typeof Headers)).toBe(Headers);
  const own = vm.runInContext('globalThis.Own = class {}; (class extends Own {})', context) as typeof Headers;
  expect(baseOf(own)).toBe(vm.runInContext('Own', context));
});

test('a function that is no class, and one without a prototype', () => {
  function Old(): void {}
  const arrow = (): void => undefined;
  expect([Old, arrow].map(baseOf)).toEqual([Old, arrow]);
  expect(baseOf(Object.setPrototypeOf(() => undefined, null) as () => void)).toBeTypeOf('function');
});
