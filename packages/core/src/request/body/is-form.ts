// Recognizes FormData without loading its class.
import { platform } from './platform-classes.ts';

/** Whether a value is a FormData of Node.js. Compares the tag first, since the class takes 10 ms to load. */
export function isForm(value: unknown): value is FormData {
  if (typeof value !== 'object' || value === null) return false;
  return (
    (value as Partial<FormData>)[Symbol.toStringTag] === 'FormData' && value instanceof platform().FormData
  );
}
