// Headers in the forms that a caller can give.
import { refuse } from '../errors/option-error.ts';
import { isOptions } from '../options/parsers.ts';

/** The value of a header. An array sends one field line per item; `null` removes a default header. */
export type HeaderValue =
  | string
  | number
  | boolean
  | readonly (string | number | boolean)[]
  | null
  | undefined;

/** Headers as pairs, or as a record. */
export type PlainHeaders = Iterable<readonly [string, string]> | { readonly [name: string]: HeaderValue };

/**
 * Yields each name that a caller gives once, with its value, or with a list of values.
 * @throws OptionError for a value that is neither a record nor an iterable of pairs
 */
export function* entriesOf(input: PlainHeaders): Iterable<readonly [unknown, HeaderValue]> {
  const pairs = typeof input === 'object' && input !== null && Symbol.iterator in input;
  if (!pairs && !isOptions(input)) {
    throw refuse('headers', input, 'an object, a Headers or an iterable of pairs');
  }
  if (pairs) {
    const seen = new Map<string, [string, string[]]>();
    for (const pair of input as Iterable<unknown>) {
      if (!Array.isArray(pair) || pair.length !== 2) {
        throw refuse('headers', pair, 'made of [name, value] pairs');
      }
      const name = String(pair[0]);
      const values = seen.get(name.toLowerCase());
      if (values === undefined) seen.set(name.toLowerCase(), [name, [pair[1]]]);
      else values[1].push(pair[1]);
    }
    yield* seen.values();
    return;
  }
  for (const name of Object.keys(input)) yield [name, (input as Record<string, HeaderValue>)[name]];
}
