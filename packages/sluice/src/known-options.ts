// The names of the options of a `sluice` client, and how each is treated.
import { hooks, redirect } from '@sluice/core';
import { coreOptionNames } from '@sluice/core/internal';
import type { OwnOptions } from './options.ts';

/** How `createClient()` and `extend()` treat an option. */
interface Traits {
  /** Whether the option configures a part of the client, and is not passed to core's client. */
  readonly part?: true;
  /** Whether `extend()` merges the option by field, and keeps the fields that are not given. */
  readonly fields?: true;
}

/** The options that neither core nor the plugins `redirect` and `hooks` declare. */
const OWN_OPTIONS: { readonly [Name in keyof OwnOptions]-?: Traits } = {
  retry: { part: true, fields: true },
  gate: { part: true, fields: true },
  watchdog: { part: true, fields: true },
  pool: { part: true, fields: true },
  registry: { part: true },
  transport: { part: true },
  plugins: { part: true },
  timeout: { fields: true },
  expectContinue: {},
  idempotencyKey: {},
  baseUrl: {},
  headers: {},
  query: {},
  name: {},
  logger: {},
  clock: {},
};

/** The options that configure the parts of a client. */
export const PART_OPTIONS: readonly (keyof OwnOptions)[] = having('part');

/** The options that `extend()` merges by field. */
export const FIELD_OPTIONS: readonly (keyof OwnOptions)[] = having('fields');

/** The names of every option. */
export const KNOWN_OPTIONS: ReadonlySet<string> = new Set([
  ...Object.keys(OWN_OPTIONS),
  ...coreOptionNames(),
  ...[redirect(), hooks()].flatMap(({ callOptions = {} }) => Object.keys(callOptions)),
]);

function having(trait: keyof Traits): (keyof OwnOptions)[] {
  const names = Object.keys(OWN_OPTIONS) as (keyof OwnOptions)[];
  return names.filter((name) => OWN_OPTIONS[name][trait] === true);
}
