// The rule `sse()` for the property `events` of a declaration.
import type { CallSource, SourceChanges, SourceMaker } from '../call/call-source.ts';
import { LateIterable } from '../iteration/late-source.ts';
import type { EventFormat, EventOf, SchemaCheck } from './data-format.ts';
import {
  parseEventCall,
  parseStreamOptions,
  type EventStreamOptions,
  type ReconnectOptions,
  type StreamSettings,
} from './event-options.ts';
import { StreamSource } from './stream-source.ts';
import { EventStream } from './event-stream.ts';
import { isOneShot } from './one-shot.ts';
import { limitsOfStream } from './without-limits.ts';

/** Options of one call of an operation that answers with events. */
export interface EventCallOptions {
  /** The id of the last event that was processed: the stream continues after it. Default: the server decides. */
  readonly lastEventId?: string | undefined;
  /** When and how an interrupted stream is opened again; `false`: never. Default: as the operation declares. */
  readonly reconnect?: ReconnectOptions | false | undefined;
  /** The longest wait for content, in ms; `false`: no limit. Default: as the operation declares. */
  readonly idleTimeout?: number | false | undefined;
}

/** Options of {@link sse}. */
export type SseOptions<Format extends EventFormat = EventFormat> = Omit<
  EventStreamOptions<Format>,
  'lastEventId' | 'deadline'
>;

/** The rule of an operation that answers with server-sent events. Created by {@link sse}. */
export interface SseRule<Event> {
  /** Opens the stream at the first `next()`. @throws OptionError for bad options */
  open(source: SourceMaker, options?: EventCallOptions): AsyncIterable<Event>;
}

/**
 * The rule of an operation that answers with server-sent events. An interrupted stream is opened again, within `reconnect`.
 * The deadline of the call limits all connections together; its `timeout`, if given, limits each connection.
 * @throws OptionError for an unknown option or a bad value
 */
export function sse<const Format extends EventFormat = 'text'>(
  options?: SseOptions<Format>,
): SseRule<EventOf<Format>> {
  const settings = parseStreamOptions(options, 'sse', ['lastEventId', 'deadline']);
  return {
    open(makeSource, given = {}) {
      const called = parseEventCall(given, settings);
      return new LateIterable(async () => new EventStream(openSource(await makeSource(), called)));
    },
  };
}

function openSource(source: CallSource, called: StreamSettings): StreamSource {
  const { deadline = Infinity, options, clock, method } = source;
  const check: SchemaCheck = (value, schema) => source.check(value, schema, 'the data of an event');
  const limits: SourceChanges = limitsOfStream(options.timeout);
  const opener = {
    clock,
    method,
    canReopen: !isOneShot(options.body),
    signal: options.signal,
    open: (headers: Readonly<Record<string, string>>, signal: AbortSignal) =>
      source.open({ ...limits, headers, signal }),
  };
  return new StreamSource(opener, { ...called, deadline }, check);
}
