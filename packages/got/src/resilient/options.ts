// The options of `resilientGot()`.
import type { CorePolicyOptions } from '@sluice/core';
import { coreOptionNames } from '@sluice/core/internal';
import { option, refuse, type OptionParser } from '@sluice/core/plugin';
import type { SluiceCallOptions, SluiceOptions } from 'sluice';

const { isOptions, parseOptions } = option;

/** The options of a client for which a got instance has an option of its own, with got's names. */
const NAMES_IN_GOT = {
  baseUrl: 'prefixUrl',
  headers: 'headers',
  query: 'searchParams',
  throwHttpErrors: 'throwHttpErrors',
  decompress: 'decompress',
  redirect: 'followRedirect',
  maxRedirects: 'maxRedirects',
  allowOtherOrigin: 'allowAbsoluteUrls',
} as const;

/**
 * The options of `createClient` of `sluice`, except those that are options of the instance (`prefixUrl`, `headers`,
 * `searchParams`, `throwHttpErrors`, `decompress`, `followRedirect`, `maxRedirects`, `allowAbsoluteUrls`).
 */
export type ResilientGotOptions = Omit<SluiceOptions, keyof typeof NAMES_IN_GOT>;

/** The options of a call in addition to got's, under `context.sluice`. */
export type ResilientCallOptions = Omit<CorePolicyOptions, keyof typeof NAMES_IN_GOT> & PartOptions;

/** The call options of the built-in plugins and the transport of a `sluice` client. */
type PartOptions = Pick<
  SluiceCallOptions,
  'retry' | 'idempotencyKey' | 'gate' | 'timeout' | 'watchdog' | 'expectContinue'
>;

/** Leaves the check of a value to the client. */
const asGiven: OptionParser<unknown> = (value) => value;

/** Parses options that are merged with got's. A value other than an object is refused, since a merge would ignore it. */
function group<Options>(field: string): OptionParser<Exclude<Options, number>> {
  return (value, path) => {
    const fields = typeof value === 'number' ? { [field]: value } : value;
    if (fields === undefined || fields === false || isOptions(fields))
      return fields as Exclude<Options, number>;
    throw refuse(path, value, `an object, a number for its field '${field}', or false`);
  };
}

const RETRY = group<ResilientGotOptions['retry']>('maxRetries');
const TIMEOUT = group<ResilientGotOptions['timeout']>('total');

/** The options of a call with the shorthands for `retry` and `timeout` written out. */
export type WrittenOutOptions = WrittenOut<ResilientCallOptions>;

/** Options with the shorthands for `retry` and `timeout` written out. */
type WrittenOut<Options extends { readonly retry?: unknown; readonly timeout?: unknown }> = Omit<
  Options,
  'retry' | 'timeout'
> & {
  readonly retry?: Exclude<Options['retry'], number>;
  readonly timeout?: Exclude<Options['timeout'], number>;
};

const PART_OPTIONS: { readonly [Name in keyof PartOptions]-?: OptionParser<unknown> } = {
  retry: RETRY,
  idempotencyKey: asGiven,
  gate: asGiven,
  timeout: TIMEOUT,
  watchdog: asGiven,
  expectContinue: asGiven,
};

const CALL_OPTIONS: Readonly<Record<string, OptionParser<unknown>>> = {
  ...Object.fromEntries(
    coreOptionNames()
      .filter((name) => !Object.hasOwn(NAMES_IN_GOT, name))
      .map((name) => [name, asGiven]),
  ),
  ...PART_OPTIONS,
};

/**
 * Writes out the shorthands of options.
 * @throws OptionError for an option that the got instance has itself, or an invalid `retry` or `timeout`
 */
export function checkOptions(given: ResilientGotOptions): WrittenOut<ResilientGotOptions> {
  if (!isOptions(given)) throw refuse('options', given, 'an object');
  for (const [name, nameInGot] of Object.entries(NAMES_IN_GOT)) {
    const value = (given as Record<string, unknown>)[name];
    if (value !== undefined)
      throw refuse(name, value, `left out; give the got instance '${nameInGot}' instead`);
  }
  return { ...given, retry: RETRY(given.retry, 'retry'), timeout: TIMEOUT(given.timeout, 'timeout') };
}

/**
 * The options of a call under `context.sluice`.
 * @throws OptionError for an option that is unknown or not allowed in a call
 */
export function callOptionsOf(context: Record<string, unknown>): WrittenOutOptions {
  const given = context['sluice'];
  return given === undefined
    ? {}
    : parseOptions<Record<string, unknown>>(given, CALL_OPTIONS, 'context.sluice');
}
