// Checks the options of APIs and connections, and tells their settings from the options of the client.
import { option, refuse, type OptionParsers } from '@sluice/core/plugin';
import type { SluiceOptions } from 'sluice';
import type { ApiSettings, Operations } from './api.ts';
import type { Op } from './op.ts';

const { func, isOptions, oneOf, parseOptions, string } = option;

const SETTINGS: OptionParsers<ApiSettings> = {
  userAgent: string,
  requestIdHeaders: (value, path) => {
    if (!Array.isArray(value) || value.some((name) => typeof name !== 'string' || name === ''))
      throw refuse(path, value, 'an array of header names');
    return [...value] as string[];
  },
  drift: oneOf('throw', 'report', 'off'),
  onDrift: func<NonNullable<ApiSettings['onDrift']>>(),
  queryStyle: oneOf('repeat', 'comma', 'brackets'),
  anonymous: (value, path) => {
    if (!isOptions(value)) throw refuse(path, value, 'an object of options of a call');
    return value;
  },
};

/** The options of an API, split. */
export interface CheckedApi {
  readonly operations: Operations;
  readonly settings: ApiSettings;
  /** Checked by the client. */
  readonly clientOptions: SluiceOptions;
}

/** Splits options into settings and the rest, which are options of the client. @throws OptionError for a bad setting */
export function splitSettings(given: object): {
  readonly settings: ApiSettings;
  readonly clientOptions: SluiceOptions;
} {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const own = entries.filter(([name]) => Object.hasOwn(SETTINGS, name));
  const rest = entries.filter(([name]) => !Object.hasOwn(SETTINGS, name));
  return {
    settings: parseOptions<ApiSettings>(Object.fromEntries(own), SETTINGS, ''),
    clientOptions: Object.fromEntries(rest) as SluiceOptions,
  };
}

/** @throws OptionError */
export function checkApi(given: unknown): CheckedApi {
  if (!isOptions(given)) throw refuse('options', given, 'an object with operations');
  const { operations, ...rest } = given as { readonly operations?: unknown };
  if (!isOptions(operations)) throw refuse('operations', operations, 'an object of operations made by op()');
  for (const [name, operation] of Object.entries(operations)) {
    const path = `operations.${name}`;
    if (name.startsWith('$') || name === 'then')
      throw refuse(path, name, "a name that does not begin with '$' and is not 'then'");
    const { declaration, path: template } = (operation ?? {}) as Partial<Op>;
    if (typeof template !== 'string' || typeof declaration !== 'object')
      throw refuse(path, operation, 'an operation made by op()');
  }
  return { operations: { ...(operations as Operations) }, ...splitSettings(rest) };
}
