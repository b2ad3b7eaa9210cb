// Writes and reads positions of a walk: strings with the kind of the strategy and a value in JSON.
import { OptionError } from '@sluice/core';

/** Writes a position. */
export function writePosition(kind: string, value: unknown): string {
  return `${kind}:${JSON.stringify(value)}`;
}

/** Reads a position. @throws OptionError if it is of another kind, or its value does not fit */
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

/** Whether a value is an integer that is not negative. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
