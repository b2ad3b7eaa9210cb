// The options of polling.
import { OptionError, type HttpHeaders, type StandardSchema } from '@sluice/core';
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import { parseSchema } from '../schema/standard-schema.ts';
import { parseSignal } from '../time/limited-signal.ts';

const { duration, func, integer, isOptions, parseOptions } = option;

/** The state of a long-running operation. */
export type OperationStatus = 'pending' | 'done' | 'failed';

/** The server's answer to the start, or to a status request. */
export interface OperationAnswer {
  /** The status code. */
  readonly status: number;
  /** The headers. */
  readonly headers: HttpHeaders;
  /** The body: parsed if it is JSON, otherwise as text; undefined if it is empty. */
  readonly body: unknown;
  /** The URL of the response, after redirects. */
  readonly url: string;
}

/** The progress of a long-running operation. */
export interface PollProgress {
  /** The number of status requests so far. */
  readonly polls: number;
  /** The time since the start or the restore, in ms. */
  readonly elapsed: number;
  /** The last answer. */
  readonly answer: OperationAnswer;
  /** The time until the next status request, in ms. */
  readonly nextIn: number;
}

/** The rule by which an operation is polled. */
export interface PollRuleOptions<Result = unknown> {
  /** The state of the operation, from an answer. Default: `pending` for 202, `done` for any other success. */
  readonly status?: ((answer: OperationAnswer) => OperationStatus) | undefined;
  /**
   * The URL of the next status request, absolute or relative to the URL of the answer; undefined: the same URL as before.
   * Default: the header `operation-location`, `azure-asyncoperation`, or, of a 201 or 202, `location`.
   */
  readonly monitor?: ((answer: OperationAnswer) => string | URL | undefined) | undefined;
  /** The URL of the result of an operation that is done, absolute or relative; undefined: the last answer is the result. Default: undefined. */
  readonly result?: ((answer: OperationAnswer) => string | URL | undefined) | undefined;
  /** Checks the result. Default: the result is not checked. */
  readonly schema?: StandardSchema<unknown, Result> | undefined;
  /** The first interval, in ms, unless the server asks for another by `retry-after`. Default: 1,000. */
  readonly interval?: number | undefined;
  /** The factor by which the interval grows each time. Default: 1.5. */
  readonly factor?: number | undefined;
  /** The longest interval, in ms, unless the server asks for a longer one. Default: 30,000. */
  readonly maxInterval?: number | undefined;
  /** The random share of an interval, from 0 to 1, so that many clients do not poll at the same time. Default: 0.2. */
  readonly jitter?: number | undefined;
  /** The longest interval that the server may ask for, in ms. Default: 600,000. */
  readonly maxRetryAfter?: number | undefined;
  /** The limit of the whole operation in ms, from the start or the restore. Default: 600,000. */
  readonly deadline?: number | undefined;
  /** Further origins for status requests, which are sent there without the headers of the call. Default: none. */
  readonly origins?: readonly string[] | undefined;
}

/** The options of one operation. */
export interface PollOptions {
  /** The state of an earlier poller, from its `serialize()`: polling continues without a start. Default: the operation is started. */
  readonly from?: string | undefined;
  /** Ends the polling; the operation continues at the server. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** The limit of the whole operation in ms, from the start or the restore. Default: the rule's. */
  readonly deadline?: number | undefined;
  /** Called after each answer `pending`. An error that it throws ends the polling. Default: none. */
  readonly onProgress?: ((progress: PollProgress) => void) | undefined;
}

/** {@link PollRuleOptions}, checked and complete. */
export interface PollPlan {
  readonly status: (answer: OperationAnswer) => OperationStatus;
  readonly monitor: (answer: OperationAnswer) => string | URL | undefined;
  readonly result: (answer: OperationAnswer) => string | URL | undefined;
  readonly schema: StandardSchema | undefined;
  readonly interval: number;
  readonly factor: number;
  readonly maxInterval: number;
  readonly jitter: number;
  readonly maxRetryAfter: number;
  readonly deadline: number;
  readonly origins: readonly string[];
}

function numberFrom(min: number, max: number): OptionParser<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !(value >= min && value <= max))
      throw refuse(path, value, `a number from ${min} to ${max}`);
    return value;
  };
}

const parseOrigins: OptionParser<readonly string[]> = (value, path) => {
  if (!Array.isArray(value)) throw refuse(path, value, 'an array of origins');
  return value.map((origin: unknown) => {
    const url = typeof origin === 'string' && URL.canParse(origin) ? new URL(origin) : undefined;
    if (url === undefined || `${url.origin}/` !== url.href)
      throw refuse(path, origin, "an origin such as 'https://api.example.com'");
    return url.origin;
  });
};

const RULE: OptionParsers<PollPlan> = {
  status: func(),
  monitor: func(),
  result: func(),
  schema: parseSchema,
  interval: duration(),
  factor: numberFrom(1, 100),
  maxInterval: duration(),
  jitter: numberFrom(0, 1),
  maxRetryAfter: duration(),
  deadline: duration({ min: 1, infinite: true }),
  origins: parseOrigins,
};

/** The headers with the URL of the next status request. `location` is used only from a 201 or a 202. */
const MONITOR_HEADERS = ['operation-location', 'azure-asyncoperation'];

const DEFAULTS: PollPlan = {
  status: ({ status }) => (status === 202 ? 'pending' : 'done'),
  monitor: ({ status, headers }) => {
    for (const name of MONITOR_HEADERS) {
      const place = headers.get(name);
      if (place !== null) return place;
    }
    return status === 201 || status === 202 ? (headers.get('location') ?? undefined) : undefined;
  },
  result: () => undefined,
  schema: undefined,
  interval: 1_000,
  factor: 1.5,
  maxInterval: 30_000,
  jitter: 0.2,
  maxRetryAfter: 600_000,
  deadline: 600_000,
  origins: [],
};

/** Checks the rule by which an operation is polled. @throws OptionError */
export function parsePollRule(options: unknown): PollPlan {
  return { ...DEFAULTS, ...parseOptions(options, RULE, 'poll') };
}

/** {@link PollOptions}, checked. */
export interface CheckedPollOptions extends Omit<PollOptions, 'from'> {
  readonly from?: PollState | undefined;
}

const OPTIONS: OptionParsers<CheckedPollOptions> = {
  from: parsePollState,
  signal: parseSignal,
  deadline: duration({ min: 1, infinite: true }),
  onProgress: func(),
};

/** Checks the options of one operation. @throws OptionError */
export function parsePollOptions(options: unknown): CheckedPollOptions {
  return parseOptions(options, OPTIONS, 'poll');
}

/** The state of a poller, with which another process can continue. */
export interface PollState {
  readonly version: 1;
  /** The URL of the next status request. */
  readonly url: string;
  /** The origin of the start; undefined if it is that of the client's `baseUrl`. */
  readonly home: string | undefined;
  /** The number of status requests so far. */
  readonly polls: number;
}

/** Parses the state of an earlier poller. @throws OptionError, which does not quote the state: its URL may have a secret */
function parsePollState(given: unknown): PollState {
  let state: unknown;
  try {
    if (typeof given === 'string') state = JSON.parse(given);
  } catch {
    // Not JSON: refused below.
  }
  const { version, url, home, polls } = (isOptions(state) ? state : {}) as Partial<
    Record<keyof PollState, unknown>
  >;
  const isWhole =
    version === 1 &&
    typeof url === 'string' &&
    URL.canParse(url) &&
    (home === undefined || typeof home === 'string') &&
    typeof polls === 'number';
  if (!isWhole)
    throw new OptionError(
      'poll.from',
      "option 'poll.from' must be a string that serialize() of a poller returned",
    );
  integer()(polls, 'poll.from');
  return { version: 1, url, home, polls };
}
