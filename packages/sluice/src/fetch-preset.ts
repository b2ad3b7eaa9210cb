// The preset for a client whose `fetch` is used by code with its own timeouts and retries.
import type { SluiceOptions } from './options.ts';

/** The longest silence of a server that Node's fetch accepts, in ms: before the headers, and between bytes of a body. */
const SILENCE = 300_000;

/**
 * The options for a client whose `fetch` is used by code with its own timeouts and retries, such as the SDK of an API:
 * `createClient({ ...fetchPreset })`. No limit is shorter than that of Node's fetch:
 *
 * - no limit on the time of a call, of an attempt, or in the waiting lists: only the caller's signal ends them;
 * - 300 s for the headers of a response, and between two bytes of its body;
 * - 300 s until a body is reclaimed that is not read, or whose reader pauses; at once if its Response is garbage;
 * - no retries. A request on a connection that turns out to be closed is sent again if that is safe.
 *
 * The limits on connections and exchanges per host remain.
 */
export const fetchPreset: {
  readonly retry: false;
  readonly gate: { readonly queueTimeout: false };
  readonly timeout: {
    readonly total: false;
    readonly attempt: false;
    readonly queue: false;
    readonly responseHeader: number;
    readonly body: number;
  };
  readonly watchdog: { readonly unread: number; readonly stalled: number };
} = Object.freeze({
  retry: false,
  gate: Object.freeze({ queueTimeout: false }),
  timeout: Object.freeze({
    total: false,
    attempt: false,
    queue: false,
    responseHeader: SILENCE,
    body: SILENCE,
  }),
  watchdog: Object.freeze({ unread: SILENCE, stalled: SILENCE }),
} as const satisfies SluiceOptions);
