// The path of an operation: a template, and the values of its parameters.
import { OptionError } from '@sluice/core';
import { refuse } from '@sluice/core/plugin';

/** One value in a path. */
export type PathValue = string | number | bigint | boolean;

/** The values of the parameters of a path. An array is sent with commas between its items. */
export type PathParams = Readonly<Record<string, PathValue | readonly PathValue[]>>;

/** A parameter of a template: `{name}` is one segment or a part of it, `{+name}` may be several segments. */
const PARAMETER = /\{(\+?)([^{}]*)\}/g;

/** The names of the parameters of a template, in order. */
function parameterNames(template: string): string[] {
  return [...template.matchAll(PARAMETER)].map(([, , name = '']) => name);
}

/**
 * Fills a template such as `/repos/{owner}/{repo}`. Every value is percent-encoded, so that it stays within its segment;
 * `{+name}` keeps the slashes of its value.
 * @throws OptionError for a missing value, a value that is empty, and a segment that is `.` or `..`, since these would
 * name another path
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
      throw new OptionError(path, `option '${path}' must be segments with one slash between them`);
    return kept;
  });
  for (const segment of filled.split('/')) {
    // As the parser of URLs reads a segment: the template may have the other dot in its escaped form.
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
      // Without the value, which may be marked as a secret.
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
