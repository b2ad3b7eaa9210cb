// The options of the clients in a soak.
import { aimd, hedge, type SluiceOptions, type TimeoutOptions } from 'sluice';
import type { Configuration } from '../plan/configurations.ts';

/** Limits of the phases, in ms. Short, since a soak reaches each of them often. */
const TIMEOUT = {
  connect: 1_500,
  tlsHandshake: 1_500,
  responseHeader: 600,
  body: 600,
  attempt: 1_500,
} as const;

const SHORT_TIMEOUT = {
  connect: 200,
  tlsHandshake: 200,
  responseHeader: 150,
  body: 150,
  attempt: 300,
} as const;

/** The default retry policy, given explicitly: `client.fetch` retries only what the options name. */
const EXPLICIT = {
  maxRetries: 4,
  statuses: (status: number): boolean =>
    [408, 425, 429].includes(status) || (status >= 500 && status !== 501),
  errorCodes: 'any',
} as const;

/** The HTTP/2 options: short limits on silent connections, except for calls that must succeed. */
export function http2Options({ name }: Configuration): true | { pingAfter: number; pingTimeout: number } {
  return name === 'steady' ? true : { pingAfter: 500, pingTimeout: 500 };
}

/** The limits of a dial that outlives its call. Short, so that it ends before the run is judged. */
export function dialTimeout({ name, total }: Configuration): { connect: number; tlsHandshake: number } {
  const limit = name === 'steady' ? total : TIMEOUT.connect;
  return { connect: limit, tlsHandshake: limit };
}

/**
 * The options of a client of `sluice` in a configuration, without its transport.
 * @param expects whether the transport supports `expectContinue`
 */
export function clientOptions(
  { name, maxExchanges, retries, total }: Configuration,
  expects: boolean,
): SluiceOptions {
  const usual = limitsOf(name === 'impatient' ? SHORT_TIMEOUT : TIMEOUT, expects);
  const options: SluiceOptions = {
    retry:
      retries === 0 ? false : { ...EXPLICIT, maxRetries: retries, minDelay: 10, maxDelay: 60, budget: false },
    gate: maxExchanges === Infinity ? false : { maxPerHost: maxExchanges },
    timeout: { ...usual, total },
    watchdog: { unread: 400, stalled: 400 },
  };
  switch (name) {
    case 'steady':
      return { retry: false, timeout: { total } };
    case 'defaults':
      return { ...options, retry: { ...EXPLICIT, minDelay: 10, maxDelay: 60 } };
    case 'tight-gate':
      return { ...options, gate: { maxPerHost: maxExchanges, maxQueue: 12, queueTimeout: 800 } };
    case 'hedging':
      return {
        ...options,
        retry: { ...EXPLICIT, minDelay: 10, maxDelay: 60, cooldown: true },
        gate: { maxPerHost: maxExchanges, adaptive: aimd({ max: maxExchanges }) },
        plugins: [hedge({ delay: 40 })],
      };
    case 'detached':
      return { ...options, timeout: { ...usual, attempt: 400, total, policy: 'detach', detached: 800 } };
    default:
      return options;
  }
}

/** @param expects whether the transport supports `timeout.expectContinue` */
function limitsOf(limits: typeof TIMEOUT | typeof SHORT_TIMEOUT, expects: boolean): TimeoutOptions {
  return expects ? { ...limits, expectContinue: 100 } : limits;
}
