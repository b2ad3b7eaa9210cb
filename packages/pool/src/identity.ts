// Keys of connections: equal for equal settings, without showing secrets.
import { createHmac, randomBytes } from 'node:crypto';

/** Random per process, so that a key in the statistics does not reveal the passwords in it. */
const SECRET = randomBytes(32);

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** A number that identifies an object for its lifetime. */
function numberOf(object: object): number {
  let number = numbers.get(object);
  if (number === undefined) {
    number = ++lastNumber;
    numbers.set(object, number);
  }
  return number;
}

/**
 * Encodes a value by its content: two values have the same text only if they are equal. The encoding is case-sensitive
 * and unambiguous for nested values. Functions, and objects that are not plain data (a socket, a `KeyObject`, a
 * `SecureContext`), are compared by identity.
 */
export function contentOf(value: unknown): string {
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (typeof value === 'function') return `f${numberOf(value)};`;
  if (typeof value !== 'object' || value === null) return `v${String(value)};`;
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return `b${bytes.length}:${bytes.toString('latin1')}`;
  }
  if (Array.isArray(value)) return `a${value.length}:${value.map(contentOf).join('')}`;
  const kind: unknown = Object.getPrototypeOf(value);
  if (kind !== Object.prototype && kind !== null) return `i${numberOf(value)};`;
  const names = Object.keys(value).sort();
  const fields = names.map((name) => contentOf(name) + contentOf((value as Record<string, unknown>)[name]));
  return `o${names.length}:${fields.join('')}`;
}

/** A short digest that does not reveal its text; equal for equal texts within this process. */
export function digest(text: string): string {
  return createHmac('sha256', SECRET).update(text).digest('hex').slice(0, 32);
}
