// The options of an event stream.
import { option, refuse, type OptionParser, type OptionParsers } from '@sluice/core/plugin';
import { parseFormat, type EventFormat } from './data-format.ts';
import type { IdleLimit } from './record-reader.ts';
import type { ServerSentEvent } from './server-sent-event.ts';

const { boolean, decision, duration, integer, limitOrFalse, parseOptions, string } = option;

/** Decides about an event, whose data is the text as sent. */
export type EventPredicate = (event: ServerSentEvent) => boolean;

/** Options of the events of one response. */
export interface EventOptions<Format extends EventFormat = EventFormat> {
  /**
   * The format of the data: `text`, `json`, a Standard Schema for JSON, or an object with a schema per type of event, which
   * skips events of other types. Default: `text`.
   */
  readonly data?: Format | undefined;
  /**
   * The event that marks the end of a stream: its data, for example `[DONE]`, or a predicate. The consumer does not get this
   * event. A stream that ends without it fails. Default: a stream is complete when its body is.
   */
  readonly sentinel?: string | EventPredicate | undefined;
  /**
   * The longest wait for content, in ms; `false`: no limit. Comments and empty lines, which only keep a
   * connection alive, do not count as content. Default: 120000.
   */
  readonly idleTimeout?: number | false | undefined;
  /** Whether comments and empty lines count as content for `idleTimeout`. Default: false. */
  readonly commentsKeepAlive?: boolean | undefined;
  /** The largest size of an event, in bytes. Default: 1048576 (1 MiB). */
  readonly maxEventBytes?: number | undefined;
}

/** When and how an interrupted stream is opened again. */
export interface ReconnectOptions {
  /** How many reconnects in a row may fail or deliver no event. Default: 5. */
  readonly limit?: number | undefined;
  /** The wait before the first reconnect in a row, in ms, unless the server sets it by `retry`. Default: 1000. */
  readonly minDelay?: number | undefined;
  /** The longest wait, in ms; it also bounds a wait that the server sets. Default: 30000. */
  readonly maxDelay?: number | undefined;
  /** Whether a stream is opened again after a complete body, as the browsers' `EventSource` does. Default: false. */
  readonly afterEnd?: boolean | undefined;
  /**
   * Whether a stream is opened again even if no event had an id. Events can be lost or repeated then. Default: false.
   */
  readonly withoutId?: boolean | undefined;
  /** The methods whose requests may be sent again. Default: GET. */
  readonly methods?: readonly string[] | undefined;
}

/** Options of a stream that a client opens. The options of its calls stand beside them. */
export interface EventStreamOptions<Format extends EventFormat = EventFormat> extends EventOptions<Format> {
  /** When and how an interrupted stream is opened again; `false`: never. Default: as {@link ReconnectOptions} says. */
  readonly reconnect?: ReconnectOptions | false | undefined;
  /** The id of the last event that was processed: the stream continues after it. Default: the server decides. */
  readonly lastEventId?: string | undefined;
  /**
   * Whether the first event reports a transient failure, such as an overload: the request is then sent again, with any method,
   * within `reconnect.limit`. Not called for later events. Default: no event reports a failure.
   */
  readonly retryEvent?: EventPredicate | undefined;
  /** The limit of the whole stream, reconnects included, in ms from the first `next()`; `false`: no limit. Default: no limit. */
  readonly deadline?: number | false | undefined;
}

/** Checked options of the events of one response. */
export interface EventSettings extends IdleLimit {
  readonly data: EventFormat;
  readonly isSentinel: EventPredicate | undefined;
  readonly maxEventBytes: number;
}

/** Checked {@link ReconnectOptions}. */
export interface ReconnectSettings {
  readonly limit: number;
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly afterEnd: boolean;
  readonly withoutId: boolean;
  readonly methods: ReadonlySet<string>;
}

/** Checked options of a stream that a client opens. */
export interface StreamSettings extends EventSettings {
  readonly reconnect: ReconnectSettings | false;
  readonly lastEventId: string;
  readonly retryEvent: EventPredicate | undefined;
  readonly deadline: number;
}

const predicate = decision<(event: ServerSentEvent) => boolean>();

const sentinel: OptionParser<EventPredicate> = (value, path) => {
  if (typeof value === 'function') return predicate(value, path);
  if (typeof value !== 'string') throw refuse(path, value, "a string such as '[DONE]', or a function");
  return ({ data }) => data === value;
};

const methods: OptionParser<ReadonlySet<string>> = (value, path) => {
  if (!Array.isArray(value) || !value.every((method) => typeof method === 'string'))
    throw refuse(path, value, "an array of methods such as ['GET', 'POST']");
  return new Set(value.map((method: string) => method.toUpperCase()));
};

const RECONNECT_PARSERS: OptionParsers<ReconnectSettings> = {
  limit: integer({ infinite: true }),
  minDelay: duration(),
  maxDelay: duration(),
  afterEnd: boolean,
  withoutId: boolean,
  methods,
};

const RECONNECT: ReconnectSettings = {
  limit: 5,
  minDelay: 1000,
  maxDelay: 30_000,
  afterEnd: false,
  withoutId: false,
  methods: new Set(['GET']),
};

/** A parser of {@link ReconnectOptions}; absent ones keep the values of `base`. */
const reconnectOver =
  (base: ReconnectSettings | false): OptionParser<ReconnectSettings | false> =>
  (value, path) =>
    value === false ? false : { ...(base || RECONNECT), ...parseOptions(value, RECONNECT_PARSERS, path) };

const eventParsers = {
  data: parseFormat,
  sentinel,
  idleTimeout: limitOrFalse,
  commentsKeepAlive: boolean,
  maxEventBytes: integer({ min: 1 }),
};

const streamParsers = {
  ...eventParsers,
  reconnect: reconnectOver(RECONNECT),
  lastEventId: string,
  retryEvent: predicate,
  deadline: limitOrFalse,
};

type Parsed<Parsers> = {
  readonly [Name in keyof Parsers]: Parsers[Name] extends OptionParser<infer V> ? V : never;
};
type StreamFields = Parsed<typeof streamParsers>;

/** The names of {@link EventStreamOptions}, which are not options of a client. */
export const STREAM_OPTION_NAMES: ReadonlySet<string> = new Set(Object.keys(streamParsers));

const DEFAULTS: StreamSettings = {
  data: 'text',
  isSentinel: undefined,
  idleTimeout: 120_000,
  commentsKeepAlive: false,
  maxEventBytes: 1_048_576,
  reconnect: RECONNECT,
  lastEventId: '',
  retryEvent: undefined,
  deadline: Infinity,
};

/** Checks the options of the events of one response, without reconnects. @throws OptionError */
export function parseEventOptions(given: unknown, path = 'options'): StreamSettings {
  const parsed = parseOptions<Parsed<typeof eventParsers>>(given, eventParsers, path);
  return { ...DEFAULTS, ...parsed, isSentinel: parsed.sentinel, reconnect: false };
}

/**
 * Checks the options of a stream that a client opens.
 * @param without names that are not options here
 * @throws OptionError
 */
export function parseStreamOptions(
  given: unknown,
  path = 'options',
  without: readonly string[] = [],
): StreamSettings {
  const allowed = Object.entries(streamParsers).filter(([name]) => !without.includes(name));
  const parsers = Object.fromEntries(allowed) as typeof streamParsers;
  const parsed = parseOptions<StreamFields>(given, parsers, path);
  return { ...DEFAULTS, ...parsed, isSentinel: parsed.sentinel };
}

/** Lays the options of one call of a declared operation over the declared ones. @throws OptionError */
export function parseEventCall(given: unknown, declared: StreamSettings): StreamSettings {
  const { idleTimeout } = eventParsers;
  const parsers = { lastEventId: string, reconnect: reconnectOver(declared.reconnect), idleTimeout };
  return { ...declared, ...parseOptions<Parsed<typeof parsers>>(given, parsers, 'options') };
}
