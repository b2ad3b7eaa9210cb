// Tests that Node's own classes are used if a program has replaced the global ones.
import vm from 'node:vm';
import { expect, test } from 'vitest';
import { baseOf } from '../../../src/request/body/platform-classes.ts';

test('the class behind subclasses of it', () => {
  class Sub extends Headers {}
  const Same = { Headers: class extends Sub {} }.Headers;
  const Deeper = class extends Same {};
  expect([Headers, Sub, Same, Deeper].map((each) => baseOf(each, 'Headers'))).toEqual(
    [1, 2, 3, 4].map(() => Headers),
  );
});

test('the class behind a subclass of another context', () => {
  const context = vm.createContext({ Headers });
  const Sub = vm.runInContext('(class extends Headers {})', context) as typeof Headers;
  expect(baseOf(Sub, 'Headers')).toBe(Headers);
});

test('a polyfill that is derived from a class of another kind', () => {
  // As in node-fetch 3.
  const polyfill = { Headers: class extends URLSearchParams {}, Response: class extends Blob {} };
  class Sub extends polyfill.Headers {}
  expect(baseOf(polyfill.Headers, 'Headers')).toBe(polyfill.Headers);
  expect(baseOf(polyfill.Response, 'Response')).toBe(polyfill.Response);
  expect(baseOf(Sub, 'Headers')).toBe(polyfill.Headers);
});

test('a function that is no class, and one without a prototype', () => {
  function Old(): void {}
  const arrow = (): void => undefined;
  expect([Old, arrow].map((each) => baseOf(each, 'Headers'))).toEqual([Old, arrow]);
  const bare = Object.setPrototypeOf(() => undefined, null) as () => void;
  expect(baseOf(bare, 'Headers')).toBe(bare);
});
