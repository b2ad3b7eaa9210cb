// Checks the options of `defineApi()` and `connect()`, and separates their settings from the options of the client.
import type { CorePolicyOptions } from '@sluice/core';
import { coreOptionNames } from '@sluice/core/internal';
import { option, refuse, type OptionParsers, type Plugin } from '@sluice/core/plugin';
import type { SluiceOptions } from 'sluice';
import type { ApiSettings, Operations } from './api.ts';
import type { Op } from './op.ts';

const { func, isOptions, oneOf, parseOptions, string, unknownOption } = option;

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

/** The options of a client that are not core's own. */
type OwnOptions = Omit<SluiceOptions, keyof CorePolicyOptions>;

/** The options of a client. */
const CLIENT_OPTIONS: readonly string[] = [
  ...Object.keys({
    baseUrl: true,
    clock: true,
    expectContinue: true,
    gate: true,
    headers: true,
    hooks: true,
    idempotencyKey: true,
    logger: true,
    maxRedirects: true,
    name: true,
    plugins: true,
    pool: true,
    query: true,
    redirect: true,
    registry: true,
    retry: true,
    timeout: true,
    transport: true,
    watchdog: true,
  } satisfies Record<keyof OwnOptions, true>),
  ...coreOptionNames(),
].toSorted();

/** Whether a plugin or the transport declares an option. */
function isDeclared({ plugins, transport }: SluiceOptions, name: string): boolean {
  // The client refuses `plugins` that are not an array.
  const parts: readonly unknown[] = [...(Array.isArray(plugins) ? (plugins as unknown[]) : []), transport];
  return parts.some((part) => Object.hasOwn((part as Partial<Plugin> | undefined)?.callOptions ?? {}, name));
}

/**
 * Splits options into settings and the rest, which are options of the client.
 * @param others further names that the caller allows, for the message
 * @throws OptionError for a bad setting or an unknown name
 */
export function splitSettings(
  given: SluiceOptions,
  others: readonly string[],
): { readonly settings: ApiSettings; readonly clientOptions: SluiceOptions } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name] of entries) {
    const isKnown = Object.hasOwn(SETTINGS, name) || CLIENT_OPTIONS.includes(name) || isDeclared(given, name);
    if (!isKnown) throw unknownOption(name, [...others, ...Object.keys(SETTINGS), ...CLIENT_OPTIONS]);
  }
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
    if (name.startsWith('$') || name === 'then' || name === '__proto__')
      throw refuse(path, name, "a name that does not begin with '$' and is neither 'then' nor '__proto__'");
    const { declaration, path: template } = (operation ?? {}) as Partial<Op>;
    if (typeof template !== 'string' || typeof declaration !== 'object')
      throw refuse(path, operation, 'an operation made by op()');
  }
  return {
    operations: { ...(operations as Operations) },
    ...splitSettings(rest as SluiceOptions, ['operations']),
  };
}
