import { TimeoutError } from '@sluice/core';
import {
  Alarm,
  alarmsOf,
  group,
  option,
  type Alarms,
  type CallScope,
  type EndListener,
  type Plugin,
} from '@sluice/core/plugin';

const { limitOrFalse, parseOptions } = option;

/** Options of {@link deadline}. */
export interface DeadlineOptions {
  /** How long a call may take, in ms; `false` for no limit. Default: 120000. */
  readonly total?: number | false | undefined;
}

/** What {@link deadline} adds to every call. */
export interface DeadlineCallOptions {
  /** Limits of this call; `false` for none at all. */
  readonly timeout?: false | DeadlineOptions | undefined;
}

/** The default of `timeout.total`, in ms: two attempts of the default length. */
export const DEFAULT_TOTAL = 120_000;

/**
 * Plugin, stage `call`: a call that is not over within `timeout.total` is aborted with a TimeoutError of the phase
 * `total`. It covers everything from the call's start to the end of its body: waiting in the gate and for a
 * connection, every attempt, every backoff, and, as Go's `http.Client.Timeout`, the reading of a streaming body; turn
 * it off for a download that may take as long as it takes.
 * @throws OptionError for an unknown or bad option.
 */
export function deadline(options: DeadlineOptions = {}): Plugin<DeadlineCallOptions> {
  const parsers = { total: limitOrFalse };
  const timeout = { total: DEFAULT_TOTAL, ...parseOptions<{ total: number }>(options, parsers, 'timeout') };
  return {
    name: 'deadline',
    stage: 'call',
    callOptions: { timeout: group(parsers) },
    defaults: { timeout },
    setup({ clock }) {
      const alarms = alarmsOf(clock, true);
      return {
        interceptor(request, handler, next) {
          const { total } = request.options['timeout'] as { total: number };
          if (total !== Infinity) limitCall(request.call, alarms, total);
          next(request, handler);
        },
      };
    },
  };
}

function limitCall(call: CallScope, alarms: Alarms, total: number): void {
  const alarm = new CallDeadline(call, total);
  call.limitUntil(call.startedAt + total);
  alarms.start(alarm, total, call.startedAt);
  call.addEndListener(alarm);
}

class CallDeadline extends Alarm implements EndListener {
  readonly #call: CallScope;
  readonly #total: number;

  constructor(call: CallScope, total: number) {
    super();
    this.#call = call;
    this.#total = total;
  }

  onTime(): void {
    this.#call.abort(new TimeoutError('total', this.#total));
  }

  onEnd(): void {
    this.stop();
  }
}
