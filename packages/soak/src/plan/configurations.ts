// The configurations of a client.
import type { Reading } from './call-plan.ts';

/** How a client is configured and used, for both processes. */
export interface Configuration {
  readonly name: string;
  /** The number of concurrent calls. */
  readonly callers: number;
  /** The most connections per server, checked by the server. */
  readonly maxPerHost: number;
  /** The most concurrent requests per server, checked by the server; Infinity without a gate. */
  readonly maxExchanges: number;
  /** The largest number of retries. */
  readonly retries: number;
  /** The limit of a call with its body, in ms. */
  readonly total: number;
  /** The share of calls with a request body. */
  readonly uploads: number;
  /** The share of uploads that wait for a 100. */
  readonly expectContinue: number;
  /** The share of calls that are aborted. */
  readonly aborts: number;
  readonly readings: readonly Reading[];
}

const WHOLE: readonly Reading[] = ['bytes', 'bytes', 'bytes', 'late-bytes', 'iterate', 'fetch'];

const usual = {
  callers: 40,
  maxPerHost: 256,
  maxExchanges: 256,
  retries: 4,
  total: 6_000,
  uploads: 0.35,
  expectContinue: 0.1,
  aborts: 0,
  readings: WHOLE,
} as const;

/** Every configuration of a client. */
export const configurations: readonly Configuration[] = [
  { ...usual, name: 'defaults' },
  { ...usual, name: 'retry-off', retries: 0 },
  { ...usual, name: 'tiny-pool', callers: 20, maxPerHost: 2, maxExchanges: Infinity, expectContinue: 0.5 },
  {
    ...usual,
    name: 'streaming',
    readings: ['iterate', 'slow-iterate', 'web-stream', 'part', 'discard', 'drain', 'using', 'hold', 'fetch'],
  },
  { ...usual, name: 'uploads', uploads: 0.85, expectContinue: 0.3, readings: ['bytes', 'fetch-request'] },
  { ...usual, name: 'tight-gate', callers: 60, maxExchanges: 4 },
  { ...usual, name: 'hedging', callers: 60, maxExchanges: 64 },
  { ...usual, name: 'impatient', total: 700, retries: 2, aborts: 0.15 },
  { ...usual, name: 'detached', callers: 60, maxExchanges: 8, total: 1_500 },
];

/** For calls that must succeed: no retries, and limits that are not reached even on a busy machine. */
const steady: Configuration = { ...usual, name: 'steady', retries: 0, total: 60_000 };

/**
 * The configuration of a name.
 * @throws Error if it does not exist
 */
export function configurationOf(name: string): Configuration {
  const found = [...configurations, steady].find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no configuration '${name}'`);
  return found;
}
