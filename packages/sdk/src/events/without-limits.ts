// The options of a call whose response lasts as long as its reader wants.
import { MAX_TIMER_MS } from '@sluice/core/plugin';
import type { TimeoutOptions } from 'sluice';
import type { ClientSettings } from '@sluice/core/internal';

/** The limits that would end a stream that is not at fault. */
const LIMITS = ['attempt', 'body', 'total'] as const;

/** For the watchdog: a reader may take as long as it likes. */
const NEVER: { readonly unread: number; readonly stalled: number } = {
  unread: MAX_TIMER_MS,
  stalled: MAX_TIMER_MS,
};

/** The options of a call that set limits. */
interface Limited {
  readonly timeout?: unknown;
  readonly watchdog?: unknown;
}

/**
 * The limits of a call that reads a stream: without those that would end the stream, unless the call states them itself. The
 * watchdog reclaims only the body of a stream that was garbage-collected, so that a consumer may take its time.
 * @param call the options that the caller gave
 */
export function withoutLimits({ timeout, watchdog }: Limited, client: ClientSettings): Limited {
  const given = typeof timeout === 'object' && timeout !== null ? timeout : {};
  const off = LIMITS.filter((limit) => client.hasOption(`timeout.${limit}`)).map((limit) => [limit, false]);
  const lifted =
    timeout === false ? false : { ...(Object.fromEntries(off) as object), ...total(timeout), ...given };
  return {
    ...((off.length > 0 || timeout !== undefined) && { timeout: lifted }),
    ...(watchdog === undefined && client.hasOption('watchdog') && { watchdog: NEVER }),
  };
}

/** The shorthand `timeout: 5_000` written out. */
function total(timeout: unknown): object {
  return typeof timeout === 'number' ? { total: timeout } : {};
}

/**
 * The same for a call of an operation, whose client has every limit. The limit `total` is that of its deadline, which holds
 * for all connections together.
 */
export function limitsOfStream(timeout: TimeoutOptions | number | false | undefined): {
  readonly timeout: TimeoutOptions;
  readonly watchdog: typeof NEVER;
} {
  const { attempt = false, body = false } = typeof timeout === 'object' ? timeout : {};
  return { timeout: { attempt, body, total: false }, watchdog: NEVER };
}
