// The plugin `attemptTimeout()`: limits on the time of an attempt, and on the waits for its body.
import { TimeoutError } from '@sluice/core';
import {
  Alarm,
  alarmsOf,
  callOption,
  group,
  option,
  optionsOf,
  parsersOf,
  withDefaults,
  type Alarms,
  type AttemptScope,
  type CallOption,
  type EndListener,
  type GivenOptions,
  type OptionParser,
  type ParsedOptions,
  type Plugin,
  type WaitListener,
} from '@sluice/core/plugin';
import { promised, settle, type Interceptor } from '@sluice/core/internal';
import type { ResponseBody } from '@sluice/core/transport';
import { BodyTimeout } from './body-timeout.ts';
import { detachable, type DetachCounts } from './detach.ts';

const { limitOrFalse, oneOf, parseOptions } = option;

/** What happens to an exchange that exceeds its limit. */
export type TimeoutPolicy = 'abort' | 'detach';

/** The default of `timeout.attempt`, in ms. */
const DEFAULT_ATTEMPT = 60_000;
/** The default of `timeout.body`, in ms. */
const DEFAULT_BODY = 30_000;
/** The default of `timeout.detached`, in ms. */
const DEFAULT_DETACHED = 30_000;

/** `timeout: false` passes `false` to every field. Without limits, no timeout can detach an exchange. */
const parsePolicy: OptionParser<TimeoutPolicy> = (value, path) =>
  value === false ? 'abort' : oneOf('abort', 'detach')(value, path);

/** The declarations of {@link AttemptTimeoutOptions}. */
class AttemptTimeoutFields {
  /** How long one attempt may take, from its gate slot to the end of its body, in ms; `false` for no limit. Default: 60000. */
  readonly attempt: CallOption<number, number | false> = callOption(limitOrFalse, DEFAULT_ATTEMPT);
  /**
   * How long a reader of the body waits for the next byte, in ms; `false` for no limit. Does not limit a reader that leaves
   * bytes unread, which is for the watchdog. Default: 30000.
   */
  readonly body: CallOption<number, number | false> = callOption(limitOrFalse, DEFAULT_BODY);
  /**
   * What happens to the exchange when `timeout.attempt` or `timeout.total` passes. `abort`: the exchange is aborted, and
   * its slot is released although the server may still work on the request. `detach`: the caller gets its timeout, but
   * the exchange continues and keeps its slot until the response, which is drained within the call's `drain` bound
   * (fasthttp's `DoTimeout`). A slow server then never has more requests than the gate admits. A request without a
   * connection is aborted in either case. Default: `abort`.
   */
  readonly policy: CallOption<TimeoutPolicy> = callOption(parsePolicy, 'abort');
  /** How long a detached exchange may continue, in ms; `false` for no limit. Default: 30000. */
  readonly detached: CallOption<number, number | false> = callOption(limitOrFalse, DEFAULT_DETACHED);
}

const FIELDS = new AttemptTimeoutFields();

/** Options of {@link attemptTimeout}. */
export interface AttemptTimeoutOptions extends GivenOptions<AttemptTimeoutFields> {}

/** The options that {@link attemptTimeout} adds to every call. */
export interface AttemptTimeoutCallOptions {
  /** Limits of this call; `false` for no limits. */
  readonly timeout?: false | AttemptTimeoutOptions | undefined;
}

/** The statistics of {@link attemptTimeout}, in `client.stats().plugins.attemptTimeout`. */
export interface AttemptTimeoutStats {
  /** Detached exchanges that are in flight. */
  readonly detached: number;
  /** All exchanges that were detached. */
  readonly detachedTotal: number;
}

type Limits = ParsedOptions<AttemptTimeoutFields>;

/**
 * Plugin, stage `attempt`: aborts an attempt that is not over within `timeout.attempt`, or whose body makes no progress
 * within `timeout.body`, with a TimeoutError of that phase. The call continues: the retry plugin may start another attempt.
 * Both limits apply until the end of the body, even for a streaming response.
 *
 * List it after the gate, so that the wait for a slot (`timings.gate`) does not count.
 * @throws OptionError for an unknown option or a bad value
 */
export function attemptTimeout(options: AttemptTimeoutOptions = {}): Plugin<AttemptTimeoutCallOptions> {
  const given = parseOptions(options, parsersOf(FIELDS), 'timeout');
  const declared = { timeout: group(withDefaults(FIELDS, given)) };
  return {
    name: 'attemptTimeout',
    stage: 'attempt',
    callOptions: declared,
    setup({ clock }) {
      const alarms = alarmsOf(clock, true);
      const counts: DetachCounts = { detached: 0, detachedTotal: 0 };
      const interceptor: Interceptor = (request, handler, next) => {
        const { timeout: limits } = optionsOf(declared, request);
        if (limits.attempt !== Infinity || limits.body !== Infinity) {
          limitAttempt(request.attempt, alarms, limits);
        }
        if (limits.policy !== 'detach') next(request, handler);
        else {
          const send = promised(next);
          settle(request, handler, () => detachable(request, send, alarms, limits.detached, counts));
        }
      };
      return { interceptor, stats: (): AttemptTimeoutStats => ({ ...counts }) };
    },
  };
}

function limitAttempt(attempt: AttemptScope, alarms: Alarms, limits: Limits): void {
  const alarm = new AttemptTimeout(attempt, alarms, limits);
  const { startedAt, record } = attempt;
  alarms.start(alarm, limits.attempt, startedAt + (record.timings.gate ?? 0));
  if (limits.body !== Infinity) attempt.addWaitListener(alarm);
  attempt.addEndListener(alarm);
}

class AttemptTimeout extends Alarm implements EndListener, WaitListener {
  readonly #attempt: AttemptScope;
  readonly #alarms: Alarms;
  readonly #limits: Limits;
  #body: BodyTimeout | undefined;

  constructor(attempt: AttemptScope, alarms: Alarms, limits: Limits) {
    super();
    this.#attempt = attempt;
    this.#alarms = alarms;
    this.#limits = limits;
  }

  onTime(): void {
    // An exchange that `timeout.total` has detached has its own limit.
    if (!this.#attempt.detached) this.#attempt.abort(new TimeoutError('attempt', this.#limits.attempt));
  }

  onWait(body: ResponseBody): void {
    this.#body ??= new BodyTimeout(this.#attempt, body, this.#alarms, this.#limits.body);
  }

  onEnd(): void {
    this.stop();
    this.#body?.stop();
  }
}
