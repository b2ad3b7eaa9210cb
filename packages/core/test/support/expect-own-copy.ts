// An assertion on objects made by `ownCopy()`.
import { expect } from 'vitest';

/** Asserts that an object inherits nothing, and cannot be made to. */
export function expectOwnCopy(value: object): void {
  const prototype = Object.getPrototypeOf(value) as object;
  expect(Reflect.ownKeys(prototype)).toEqual([]);
  expect(Object.isFrozen(prototype)).toBe(true);
  expect(Object.getPrototypeOf(prototype)).toBeNull();
}
