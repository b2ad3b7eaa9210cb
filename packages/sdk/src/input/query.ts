// Writes the query of a call, and changes the query of a URL.
import { OptionError } from '@sluice/core';
import { option, refuse } from '@sluice/core/plugin';
import type { QueryStyle } from '../declare/declaration.ts';

const { isOptions } = option;

/**
 * Writes a query, without `?`. `undefined` is left out, `null` is sent empty, a Date as its ISO string. Arrays are written in
 * the given style; objects can be written only in the style `brackets`.
 * @throws OptionError for a value that cannot be written in a query
 */
export function writeQuery(given: unknown, style: QueryStyle): string {
  if (given === undefined) return '';
  const fields = given instanceof URLSearchParams ? given : new URLSearchParams();
  if (fields !== given) {
    if (!isOptions(given)) throw refuse('query', given, 'a plain object or URLSearchParams');
    for (const [name, value] of Object.entries(given)) append(fields, name, value, style, `query.${name}`);
  }
  return fields.toString();
}

/** The most levels of nested values: servers refuse deeper ones, and a value may contain itself. */
const MOST_LEVELS = 32;

function append(
  fields: URLSearchParams,
  name: string,
  value: unknown,
  style: QueryStyle,
  path: string,
  depth = 0,
): void {
  if (value === undefined) return;
  if (depth > MOST_LEVELS) {
    const [top = path] = /^query\.[^.]*/.exec(path) ?? [];
    throw new OptionError(
      top,
      `option '${top}' must have at most ${MOST_LEVELS} levels; does it contain itself?`,
    );
  }
  if (Array.isArray(value)) {
    if (style === 'comma') {
      // An empty list would be sent as an empty string, which is another value.
      if (value.length > 0) fields.append(name, value.map((item) => textOf(item, path)).join(','));
      return;
    }
    for (const item of value) {
      if (style === 'brackets') append(fields, `${name}[]`, item, style, path, depth + 1);
      else fields.append(name, textOf(item, path));
    }
    return;
  }
  if (style === 'brackets' && isOptions(value)) {
    for (const [key, item] of Object.entries(value))
      append(fields, `${name}[${key}]`, item, style, `${path}.${key}`, depth + 1);
    return;
  }
  fields.append(name, textOf(value, path));
}

function textOf(value: unknown, path: string): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    default:
      if (value === null) return '';
      if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
      // The message does not quote the value: values of queries may be secrets.
      throw new OptionError(
        path,
        `option '${path}' must be a string, number, boolean, bigint, Date, null or an array of them; got a value of type ${typeof value}` +
          (isOptions(value) ? " (objects need queryStyle: 'brackets')" : ''),
      );
  }
}

/**
 * A URL with the values of some names in its query replaced or, by `undefined`, removed. All other bytes stay as they are,
 * since a server may have signed them.
 */
export function changeQuery(url: string, changes: Readonly<Record<string, unknown>>): string {
  const [, base = '', query = '', hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(url) ?? [];
  const written = new Map<string, string>();
  for (const [name, value] of Object.entries(changes)) {
    const fields = new URLSearchParams();
    append(fields, name, value, 'repeat', `query.${name}`);
    if (fields.size > 0) written.set(name, fields.toString());
  }
  const parts = query === '' ? [] : query.split('&');
  const kept = parts.flatMap((part) => {
    const name = nameIn(part);
    if (name === undefined || !Object.hasOwn(changes, name)) return [part];
    const text = written.get(name);
    // The new values replace the first occurrence of the name; the others are removed.
    written.delete(name);
    return text === undefined ? [] : [text];
  });
  const text = [...kept, ...written.values()].join('&');
  return `${base}${text === '' ? '' : `?${text}`}${hash}`;
}

/** The name in one part of a query, decoded; undefined if the part is empty. */
function nameIn(part: string): string | undefined {
  // The separator keeps a leading question mark, which URLSearchParams would drop.
  const [name] = new URLSearchParams(`&${part}`).keys();
  return name;
}
