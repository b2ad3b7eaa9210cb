import { createHmac, randomBytes } from 'node:crypto';

/** Of this process alone, so that a key shown in stats tells nothing of the passwords that went into it. */
const SECRET = randomBytes(32);

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** A number for an object that stays the same as long as the object lives: functions are told apart by it. */
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
 * and what is inside cannot look like what is around it. Functions are told apart by identity.
 */
export function contentOf(value: unknown): string {
  if (value instanceof Uint8Array) return `b${value.length}:${Buffer.from(value).toString('latin1')}`;
  if (typeof value === 'string') return `s${value.length}:${value}`;
  if (typeof value === 'function') return `f${numberOf(value)};`;
  if (Array.isArray(value)) return `a${value.length}:${value.map(contentOf).join('')}`;
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).sort();
    const fields = names.map((name) => contentOf(name) + contentOf((value as Record<string, unknown>)[name]));
    return `o${names.length}:${fields.join('')}`;
  }
  return `v${String(value)};`;
}

/** A short name for a text that does not tell what the text was; the same for the same text in this process. */
export function digest(text: string): string {
  return createHmac('sha256', SECRET).update(text).digest('hex').slice(0, 32);
}
