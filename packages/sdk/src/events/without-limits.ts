// The limits of calls whose response is a stream that may last.
import { MAX_TIMER_MS } from '@sluice/core/plugin';
import type { TimeoutOptions } from 'sluice';
import type { ClientSettings } from '@sluice/core/internal';

/** The limits that would end a healthy stream. */
const LIMITS = ['attempt', 'body', 'total'] as const;

/** Options of the watchdog that never reclaim the body of a slow reader. */
const NEVER: { readonly unread: number; readonly stalled: number } = {
  unread: MAX_TIMER_MS,
  stalled: MAX_TIMER_MS,
};

/** The options by which a call sets limits. */
interface Limited {
  readonly timeout?: unknown;
  readonly watchdog?: unknown;
}

/**
 * Switches off the limits that would end a stream, unless the call sets them itself. The watchdog then reclaims a body only
 * after its stream was garbage-collected.
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

/** Expands the shorthand `timeout: 5_000` to `{ total: 5_000 }`. */
function total(timeout: unknown): object {
  return typeof timeout === 'number' ? { total: timeout } : {};
}

/**
 * The same for a call of an operation, whose client has every limit. `total` is switched off, since the stream applies the
 * deadline of the call to all connections together.
 */
export function limitsOfStream(timeout: TimeoutOptions | number | false | undefined): {
  readonly timeout: TimeoutOptions;
  readonly watchdog: typeof NEVER;
} {
  const { attempt = false, body = false } = typeof timeout === 'object' ? timeout : {};
  return { timeout: { attempt, body, total: false }, watchdog: NEVER };
}
