// Conversion of query and form fields to `URLSearchParams`.
import { refuse } from '../errors/option-error.ts';
import { isOptions } from '../options/parsers.ts';

/** Query or form fields. In an object, `undefined` is left out, an array repeats its name, and `null` is sent empty. */
export type QueryInput =
  | URLSearchParams
  | { readonly [name: string]: QueryValue | readonly QueryValue[] | undefined };
/** One value of a query. */
export type QueryValue = string | number | boolean | bigint | null;

/**
 * Appends the fields that a caller gave.
 * @param option the option that has the fields, for messages
 * @throws OptionError for a value that is neither a {@link QueryValue} nor an array of these
 */
export function appendFields(fields: URLSearchParams, given: unknown, option: string): void {
  if (given instanceof URLSearchParams) {
    for (const [name, value] of given) fields.append(name, value);
    return;
  }
  if (!isOptions(given)) {
    throw refuse(option, given, 'a plain object or URLSearchParams', adviceFor(option, given));
  }
  for (const name of Object.keys(given)) {
    const value: unknown = (given as Record<string, unknown>)[name];
    if (Array.isArray(value))
      for (const item of value) fields.append(name, toText(item, `${option}.${name}`));
    else if (value !== undefined) fields.append(name, toText(value, `${option}.${name}`));
  }
}

function adviceFor(option: string, given: unknown): string | undefined {
  if (typeof given === 'string') return 'use new URLSearchParams()';
  return given instanceof FormData && option === 'form' ? "use 'body'" : undefined;
}

/** Appends the fields whose names are missing. @param present further fields whose names count as present */
export function appendMissing(
  fields: URLSearchParams,
  added: URLSearchParams,
  present: URLSearchParams = fields,
): void {
  const missing = [...added].filter(([name]) => !fields.has(name) && !present.has(name));
  for (const [name, value] of missing) fields.append(name, value);
}

function toText(value: unknown, path: string): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    default:
      if (value === null) return '';
      throw refuse(
        path,
        value,
        'a string, number, boolean, bigint, null or an array of them',
        value instanceof Date ? 'use toISOString()' : undefined,
      );
  }
}
