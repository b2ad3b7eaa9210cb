// The options of a client whose `fetch` is given to code that has timeouts and retries of its own.
import type { SluiceOptions } from './options.ts';

/** The longest silence of a server that Node's fetch accepts, in ms: before the headers, and between bytes of a body. */
const SILENCE = 300_000;

/**
 * The options for a client whose `fetch` is given to code that has timeouts and retries of its own, such as the SDK of an
 * API: `createClient({ ...fetchPreset })`. No limit is shorter than that of Node's fetch:
 *
 * - no limit on the time of a call, of an attempt, or in the waiting lists: the caller's signal is the limit;
 * - 300 s for the headers of a response, and between two bytes of its body;
 * - 300 s until a body that is not read, or whose reader pauses, is reclaimed; one whose Response is garbage is reclaimed at once;
 * - no retries. A request on a connection that turns out closed is sent again where that is safe.
 *
 * The limits on connections and exchanges per host stay.
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
