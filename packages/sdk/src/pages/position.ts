// Positions of a walk as text: the kind of its strategy, and a value in JSON.
import { OptionError } from '@sluice/core';

/** Writes a position. */
export function writePosition(kind: string, value: unknown): string {
  return `${kind}:${JSON.stringify(value)}`;
}

/** Reads a position. @throws OptionError if it is not of the kind, or its value does not fit */
export function readPosition<Value>(
  position: string,
  kind: string,
  fits: (value: unknown) => value is Value,
): Value {
  const prefix = `${kind}:`;
  try {
    if (position.startsWith(prefix)) {
      const value: unknown = JSON.parse(position.slice(prefix.length));
      if (fits(value)) return value;
    }
  } catch {
    // Not JSON: refused below.
  }
  throw new OptionError('from', `option 'from' must be the 'next' of a page of the same walk, '${prefix}…'`);
}

/** Whether a value is a whole number from 0 on. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
