import {
  Alarm,
  alarmsOf,
  group,
  limitOrFalse,
  parseOptions,
  TimeoutError,
  type Alarms,
  type AttemptScope,
  type EndListener,
  type HttpResponse,
  type Plugin,
  type ResponseListener,
} from '@sluice/core';
import { BodyTimeout } from './body-timeout.ts';

/** Options of {@link attemptTimeout}. */
export interface AttemptTimeoutOptions {
  /** How long one attempt may take, from its gate slot to the end of its body, in ms; `false` for no limit. Default: 60000. */
  readonly attempt?: number | false | undefined;
  /**
   * How long a reader, or a caller that wants the whole body, waits for the next byte, in ms; `false` for no limit.
   * A reader that does not ask for bytes is no body timeout: that is the watchdog's affair. Default: 30000.
   */
  readonly body?: number | false | undefined;
}

/** What {@link attemptTimeout} adds to every call. */
export interface AttemptTimeoutCallOptions {
  /** Limits of this call; `false` for none at all. */
  readonly timeout?: false | AttemptTimeoutOptions | undefined;
}

/** The default of `timeout.attempt`, in ms. */
export const DEFAULT_ATTEMPT = 60_000;
/** The default of `timeout.body`, in ms. */
export const DEFAULT_BODY = 30_000;

interface Limits {
  attempt: number;
  body: number;
}

/**
 * Plugin, stage `attempt`: an attempt that is not over within `timeout.attempt`, or whose body does not come on within
 * `timeout.body`, is aborted with a TimeoutError of that phase. Only the attempt: the retry plugin may try again.
 * Both hold until the end of the body, for a streaming response too.
 *
 * List it after the gate, so that waiting for a slot (`timings.gate`) does not count.
 * @throws OptionError for an unknown or bad option.
 */
export function attemptTimeout(options: AttemptTimeoutOptions = {}): Plugin<AttemptTimeoutCallOptions> {
  const parsers = { attempt: limitOrFalse, body: limitOrFalse };
  const given = parseOptions<Limits>(options, parsers, 'timeout');
  return {
    name: 'attemptTimeout',
    stage: 'attempt',
    callOptions: { timeout: group(parsers) },
    defaults: { timeout: { attempt: DEFAULT_ATTEMPT, body: DEFAULT_BODY, ...given } },
    setup({ clock }) {
      const alarms = alarmsOf(clock, true);
      return (request, next) => {
        const limits = request.options['timeout'] as Limits;
        if (limits.attempt !== Infinity || limits.body !== Infinity) {
          limitAttempt(request.attempt, alarms, limits);
        }
        return next(request);
      };
    },
  };
}

function limitAttempt(attempt: AttemptScope, alarms: Alarms, limits: Limits): void {
  const alarm = new AttemptTimeout(attempt, alarms, limits);
  const { startedAt, record } = attempt;
  alarms.start(alarm, limits.attempt, startedAt + (record.timings.gate ?? 0));
  if (limits.body !== Infinity) attempt.addResponseListener(alarm);
  attempt.addEndListener(alarm);
}

class AttemptTimeout extends Alarm implements EndListener, ResponseListener {
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
    this.#attempt.abort(new TimeoutError('attempt', this.#limits.attempt));
  }

  onResponse(response: HttpResponse): void {
    this.#body ??= new BodyTimeout(response, this.#alarms, this.#limits.body);
  }

  onEnd(): void {
    this.stop();
    this.#body?.stop();
  }
}
