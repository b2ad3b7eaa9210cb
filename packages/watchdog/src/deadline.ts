// The plugin `deadline()`: a limit on the time of a call.
import { TimeoutError } from '@sluice/core';
import {
  Alarm,
  alarmsOf,
  callOption,
  describeNow,
  group,
  option,
  optionsOf,
  parsersOf,
  withDefaults,
  type Alarms,
  type CallOption,
  type CallScope,
  type EndListener,
  type GivenOptions,
  type Plugin,
} from '@sluice/core/plugin';

const { limitOrFalse, parseOptions } = option;

/** The default of `timeout.total`, in ms: two attempts of the default duration. */
const DEFAULT_TOTAL = 120_000;

/** The declarations of {@link DeadlineOptions}. */
class DeadlineFields {
  /** How long a call may take, in ms; `false` for no limit. Default: 120000. */
  readonly total: CallOption<number, number | false> = callOption(limitOrFalse, DEFAULT_TOTAL);
}

const FIELDS = new DeadlineFields();

/** Options of {@link deadline}. */
export interface DeadlineOptions extends GivenOptions<DeadlineFields> {}

/** The options that {@link deadline} adds to every call. */
export interface DeadlineCallOptions {
  /** Limits of this call, a number for `total`, or `false` for no limits. */
  readonly timeout?: false | number | DeadlineOptions | undefined;
}

/**
 * Plugin, stage `call`: aborts a call that is not over within `timeout.total` with a TimeoutError of the phase `total`.
 * The limit covers everything from the start of the call to the end of its body: waits in the gate and for a connection,
 * every attempt, every backoff and, as in Go's `http.Client.Timeout`, the reading of a streaming body. Switch it off for
 * a download of unknown duration.
 * @throws OptionError for an unknown option or a bad value
 */
export function deadline(options: DeadlineOptions = {}): Plugin<DeadlineCallOptions> {
  const given = parseOptions(options, parsersOf(FIELDS), 'timeout');
  const declared = { timeout: group(withDefaults(FIELDS, given), 'total') };
  return {
    name: 'deadline',
    stage: 'call',
    callOptions: declared,
    setup({ clock }) {
      const alarms = alarmsOf(clock, true);
      return {
        interceptor(request, handler, next) {
          const { total } = optionsOf(declared, request).timeout;
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
    const meanwhile = describeNow(this.#call.attempts);
    this.#call.abort(new TimeoutError('total', this.#total, undefined, meanwhile));
  }

  onEnd(): void {
    this.stop();
  }
}
