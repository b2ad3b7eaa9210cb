import { expect } from 'vitest';

/** Asserts that an object inherits nothing, whatever somebody does to prototypes. */
export function expectBare(value: object): void {
  const prototype = Object.getPrototypeOf(value) as object;
  expect(Reflect.ownKeys(prototype)).toEqual([]);
  expect(Object.isFrozen(prototype)).toBe(true);
  expect(Object.getPrototypeOf(prototype)).toBeNull();
}
