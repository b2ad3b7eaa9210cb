// The faults that chaos makes.
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';

/** A wait in ms: fixed, or drawn between two bounds. */
export type ChaosWait = number | { readonly uniform: readonly [least: number, most: number] };

/**
 * A fault of one attempt. `weight` is its frequency relative to the other faults (default 1).
 * - `refuse`, `unresolved`: no connection; the request is not sent.
 * - `reset`, `close`, `stall` at `head`: the request is sent and its response is lost. A `stall` lasts until a limit of the
 *   client ends it.
 * - `reset`, `close`, `stall` at `body`: the body breaks after `after` bytes (default: drawn below 2,048), at its end if
 *   it is shorter.
 * - `delay`: a wait before the request is sent.
 * - `status`: a response without sending the request, with `retry-after: retryAfter` in seconds if given.
 */
export type ChaosFault = { readonly weight?: number } & (
  | { readonly do: 'refuse' }
  | { readonly do: 'unresolved'; readonly code?: 'ENOTFOUND' | 'EAI_AGAIN' }
  | { readonly do: 'reset' | 'close' | 'stall'; readonly at: 'head' }
  | { readonly do: 'reset' | 'close' | 'stall'; readonly at: 'body'; readonly after?: number }
  | { readonly do: 'delay'; readonly wait: ChaosWait }
  | { readonly do: 'status'; readonly status: number; readonly retryAfter?: number }
);

/** The default of the option `faults`. It has no `stall`, which would last until a limit of the client. */
export const DEFAULT_FAULTS: readonly ChaosFault[] = [
  { do: 'refuse' },
  { do: 'reset', at: 'head' },
  { do: 'close', at: 'head' },
  { do: 'reset', at: 'body' },
  { do: 'close', at: 'body' },
  { do: 'status', status: 503 },
  { do: 'status', status: 429, retryAfter: 1 },
  { do: 'delay', wait: { uniform: [50, 1_000] } },
];

const ACTIONS = ['refuse', 'unresolved', 'reset', 'close', 'stall', 'delay', 'status'] as const;

const weight: OptionParser<number> = (value, path) => {
  if (typeof value !== 'number' || !(value > 0) || value === Infinity)
    throw refuse(path, value, 'a number above 0');
  return value;
};

const WAIT = 'a number of ms, or { uniform: [least, most] }';

const bounds: OptionParser<readonly [number, number]> = (value, path) => {
  const [least, most] = (Array.isArray(value) && value.length === 2 ? value : []) as readonly unknown[];
  if (!isMs(least) || !isMs(most) || most < least)
    throw refuse(path, value, 'two numbers of ms from 0 on, the least first');
  return [least, most];
};

function isMs(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value !== Infinity;
}

const wait: OptionParser<ChaosWait> = (value, path) => {
  if (!option.isOptions(value)) return option.duration()(value, path);
  const { uniform } = option.parseOptions<{ readonly uniform: readonly [number, number] }>(
    value,
    { uniform: bounds },
    path,
  );
  if (uniform === undefined) throw refuse(path, value, WAIT);
  return { uniform };
};

const common = { do: option.oneOf(...ACTIONS), weight };

/** The fields of each fault. */
const FIELDS: Readonly<Record<(typeof ACTIONS)[number], Readonly<Record<string, OptionParser<unknown>>>>> = {
  refuse: common,
  unresolved: { ...common, code: option.oneOf('ENOTFOUND', 'EAI_AGAIN') },
  reset: { ...common, at: option.oneOf('head', 'body'), after: option.integer() },
  close: { ...common, at: option.oneOf('head', 'body'), after: option.integer() },
  stall: { ...common, at: option.oneOf('head', 'body'), after: option.integer() },
  delay: { ...common, wait },
  status: { ...common, status: option.integer({ min: 200, max: 599 }), retryAfter: option.integer() },
};

/** The fields that a fault must have. */
const REQUIRED: Readonly<Record<string, string>> = {
  reset: 'at',
  close: 'at',
  stall: 'at',
  delay: 'wait',
  status: 'status',
};

/** Checks a list of faults. */
export const faultsParser: OptionParser<readonly ChaosFault[]> = (value, path) => {
  if (!Array.isArray(value) || value.length === 0) throw refuse(path, value, 'an array of faults, not empty');
  return value.map((fault, index) => checkFault(fault, `${path}[${index}]`));
};

function checkFault(given: unknown, path: string): ChaosFault {
  if (!option.isOptions(given)) throw refuse(path, given, 'an object with `do`');
  const action = option.oneOf(...ACTIONS)((given as { do?: unknown }).do, `${path}.do`);
  const fault = option.parseOptions<ChaosFault>(given, FIELDS[action] as OptionParsers<ChaosFault>, path);
  const required = REQUIRED[action];
  if (required !== undefined && !Object.hasOwn(fault, required))
    throw refuse(`${path}.${required}`, undefined, 'given');
  const { at, after } = fault as { readonly at?: string; readonly after?: number };
  if (at === 'head' && after !== undefined)
    throw refuse(`${path}.after`, after, "given only with at: 'body'");
  return fault as ChaosFault;
}
