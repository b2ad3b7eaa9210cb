// The options of `resilientGot()`.
import type { CorePolicyOptions } from '@sluice/core';
import { coreOptionNames } from '@sluice/core/internal';
import { option, refuse, type OptionParser } from '@sluice/core/plugin';
import type { SluiceCallOptions, SluiceOptions } from 'sluice';

const { isOptions, parseOptions } = option;

/** Options of a client that a got instance has itself, with got's names for them. */
const GOTS = {
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
 * The options of `createClient` of `sluice`, except those that the instance has itself (`prefixUrl`, `headers`,
 * `throwHttpErrors`, `decompress`, `followRedirect`, `maxRedirects`, `allowAbsoluteUrls`).
 */
export type ResilientGotOptions = Omit<SluiceOptions, keyof typeof GOTS>;

/** The options of a call beside got's own, under `context.sluice`. */
export type ResilientCallOptions = Omit<CorePolicyOptions, keyof typeof GOTS> & PartOptions;

/** Options of a call that the parts of a `sluice` client declare. */
type PartOptions = Pick<
  SluiceCallOptions,
  'retry' | 'idempotencyKey' | 'gate' | 'timeout' | 'watchdog' | 'expectContinue'
>;

/** The client checks the value. */
const asGiven: OptionParser<unknown> = (value) => value;

/** Parses options that are laid over got's own. A value that is not an object would be spread to nothing. */
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

/** The options of a call whose shorthands are written out. */
export type WrittenOutOptions = WrittenOut<ResilientCallOptions>;

/** Options whose shorthands are written out. */
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
      .filter((name) => !Object.hasOwn(GOTS, name))
      .map((name) => [name, asGiven]),
  ),
  ...PART_OPTIONS,
};

/** @throws OptionError for an option that got has itself, and for `retry` and `timeout` that are no options */
export function checkOptions(given: ResilientGotOptions): WrittenOut<ResilientGotOptions> {
  if (!isOptions(given)) throw refuse('options', given, 'an object');
  for (const [name, gots] of Object.entries(GOTS)) {
    const value = (given as Record<string, unknown>)[name];
    if (value !== undefined) throw refuse(name, value, `left out: it is the got instance's '${gots}'`);
  }
  return { ...given, retry: RETRY(given.retry, 'retry'), timeout: TIMEOUT(given.timeout, 'timeout') };
}

/**
 * The options of a call under `context.sluice`.
 * @throws OptionError for an option that a call cannot have there
 */
export function callOptionsOf(context: Record<string, unknown>): WrittenOutOptions {
  const given = context['sluice'];
  return given === undefined
    ? {}
    : parseOptions<Record<string, unknown>>(given, CALL_OPTIONS, 'context.sluice');
}
