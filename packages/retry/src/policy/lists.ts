// Parsers of lists of strings.
import { refuse, type OptionParser } from '@sluice/core/plugin';

/** Parses a list of strings into a set. @param words describes the list in errors */
export function listOf<Item extends string>(
  words: string,
  change: (item: string, path: string) => Item,
): OptionParser<ReadonlySet<Item>> {
  return (value, path) => {
    if (!Array.isArray(value)) throw refuse(path, value, words);
    return new Set(
      value.map((item: unknown) => {
        if (typeof item !== 'string' || item === '') throw refuse(path, item, words);
        return change(item, path);
      }),
    );
  };
}

/** The registered methods, accepted in any case. Other methods are case-sensitive (RFC 9110 section 9.1). */
const REGISTERED = /^(get|head|post|put|patch|delete|options|trace|query)$/i;

/** Parses a list of methods. */
export const METHODS: OptionParser<ReadonlySet<string>> = listOf("an array of methods, or 'any'", (method) =>
  REGISTERED.test(method) ? method.toUpperCase() : method,
);
