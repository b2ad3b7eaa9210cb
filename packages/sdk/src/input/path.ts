// Fills the template of a path with the values of its parameters.
import { OptionError } from '@sluice/core';
import { refuse } from '@sluice/core/plugin';

/** One value in a path. */
export type PathValue = string | number | bigint | boolean;

/** The values of the parameters of a path. An array is sent with commas between its items. */
export type PathParams = Readonly<Record<string, PathValue | readonly PathValue[]>>;

/** A parameter of a template: `{name}` for one segment or a part of it, `{+name}` for one or more segments. */
const PARAMETER = /\{(\+?)([^{}]*)\}/g;

/** The names of the parameters of a template, in order. */
function parameterNames(template: string): string[] {
  return [...template.matchAll(PARAMETER)].map(([, , name = '']) => name);
}

/**
 * Fills a template such as `/repos/{owner}/{repo}`. Each value is percent-encoded, so that it stays within its segment;
 * `{+name}` keeps the slashes of its value.
 * @throws OptionError for a missing or empty value, and for a segment that becomes `.` or `..`, which would name another path
 */
export function expandPath(template: string, params: PathParams): string {
  const filled = template.replace(PARAMETER, (_all, several: string, name: string) => {
    const path = `params.${name}`;
    const value: unknown = Object.hasOwn(params, name) ? params[name] : undefined;
    const text = Array.isArray(value)
      ? value.map((item) => encode(item, path)).join(',')
      : encode(value, path);
    if (text === '')
      throw new OptionError(path, `option '${path}' must not be empty: it is a part of the path`);
    if (several === '') return text;
    const kept = text.replaceAll('%2F', '/');
    if (/^\/|\/$|\/\//.test(kept))
      throw new OptionError(
        path,
        `option '${path}' must be segments with single slashes between them, such as 'a/b', without a slash at its ends`,
      );
    return kept;
  });
  for (const segment of filled.split('/')) {
    // A URL parser treats `%2e` as a dot; the template may have one of the two dots in this form.
    const read = segment.replace(/%2e/gi, '.');
    if (read === '.' || read === '..') {
      const names = parameterNames(template).map((name) => `params.${name}`);
      const named = names.length === 1 ? names.join() : 'params';
      throw new OptionError(
        named,
        `option '${named}' must not make a segment '${segment}': it would name another path`,
      );
    }
  }
  return filled;
}

function encode(value: unknown, path: string): string {
  switch (typeof value) {
    case 'string':
      break;
    case 'number':
      if (!Number.isFinite(value)) throw refuse(path, value, 'a finite number');
      break;
    case 'bigint':
    case 'boolean':
      break;
    default:
      // The message does not quote the value, which may be marked as a secret.
      throw new OptionError(
        path,
        `option '${path}' must be a string, a number or a boolean; got ${typeOf(value)}`,
      );
  }
  try {
    return encodeURIComponent(String(value));
  } catch {
    throw new OptionError(path, `option '${path}' must be well-formed Unicode`);
  }
}

function typeOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  return value === null ? 'null' : `a value of type ${typeof value}`;
}
