import { createHmac, randomBytes } from 'node:crypto';

/** Of this process alone, so that a key shown in stats tells nothing of the passwords that went into it. */
const SECRET = randomBytes(32);

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** A number for an object that stays the same as long as the object lives. */
function numberOf(object: object): number {
  let number = numbers.get(object);
  if (number === undefined) {
    number = ++lastNumber;
    numbers.set(object, number);
  }
  return number;
}

/**
 * A value as text by its content, so that two values have the same text only when they are the same: case counts,
 * and what is inside cannot look like what is around it. Functions, and objects that are more than data (a socket, a
 * `KeyObject`, a `SecureContext`), are told apart by identity.
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

/** A short name for a text that does not tell what the text was; the same for the same text in this process. */
export function digest(text: string): string {
  return createHmac('sha256', SECRET).update(text).digest('hex').slice(0, 32);
}
