// The source of an event stream: reads a connection, and opens another after an interruption.
import { isHttpError, TimeoutError } from '@sluice/core';
import { Alarm, alarmsOf, safeText } from '@sluice/core/plugin';
import { isHttpResponse, withCall, type StreamResponse } from './byte-source.ts';
import { convert, formatOf, type SchemaCheck } from './data-format.ts';
import { EventParser } from './event-parser.ts';
import { EventStreamError } from './event-stream-error.ts';
import type { StreamSettings } from './event-options.ts';
import { isPassing, reconnectDelay } from './reconnect.ts';
import { RecordReader } from './record-reader.ts';
import type { StreamOpener } from './stream-opener.ts';
import type { ServerSentEvent } from './server-sent-event.ts';
import type { ItemSource } from '../iteration/single-use.ts';
import { pause } from '../time/pause.ts';

/** The status by which a server ends a stream for good. */
const NO_CONTENT = 204;

type Result = IteratorResult<ServerSentEvent<unknown>, undefined>;

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/** The events of one response, or of a series of connections. */
export class StreamSource extends Alarm implements ItemSource<ServerSentEvent<unknown>> {
  readonly #settings: StreamSettings;
  readonly #opener: StreamOpener | undefined;
  readonly #check: SchemaCheck | undefined;
  readonly #control = new AbortController();
  /** Aborted by the caller's signal, by `close()` and by the deadline; created at the first connection. */
  #signal: AbortSignal | undefined;
  #response: StreamResponse | undefined;
  #reader: RecordReader<ServerSentEvent> | undefined;
  #parser: EventParser | undefined;
  #events: ServerSentEvent[] = [];
  #taken = 0;
  /** The id after which the next connection continues. */
  #resumeId: string;
  /** The id of the last event that the consumer got. */
  #lastEventId: string;
  #retry: number | undefined;
  /** The number of connections in a row that delivered no event. */
  #failures = 0;
  /** Whether the consumer got an event. */
  #begun = false;
  #closed = false;

  /**
   * @param from a single response, or the opener of connections
   * @param check validates data by a schema. Default: a mismatch is a SchemaError
   */
  constructor(from: StreamResponse | StreamOpener, settings: StreamSettings, check?: SchemaCheck) {
    super();
    this.#settings = settings;
    this.#check = check;
    this.#resumeId = this.#lastEventId = settings.lastEventId;
    if ('open' in from) {
      this.#opener = from;
    } else {
      this.#opener = undefined;
      this.#signal = isHttpResponse(from) ? from.attempt.call.callerSignal : undefined;
      this.#accept(from);
    }
  }

  get lastEventId(): string {
    return this.#lastEventId;
  }

  get response(): StreamResponse | undefined {
    return this.#response;
  }

  async next(): Promise<Result> {
    for (;;) {
      this.#signal?.throwIfAborted();
      const event = this.#events[this.#taken];
      if (event !== undefined) {
        this.#taken++;
        if (this.#settings.isSentinel?.(event) === true) return this.#finish();
        if (this.#begun || this.#settings.retryEvent?.(event) !== true) {
          const given = await this.#give(event);
          if (given !== undefined) return given;
          continue;
        }
        this.#leave(false);
        await this.#recover(this.#refused(event), true);
        continue;
      }
      this.#events = [];
      this.#taken = 0;
      try {
        if (this.#reader === undefined && !(await this.#connect())) return this.#finish();
        if (await this.#reader?.read(this.#events)) continue;
        if (this.#isComplete()) return this.#finish();
        throw this.#ended();
      } catch (error) {
        this.#leave(true);
        await this.#recover(error, false);
      }
    }
  }

  /** The deadline passed. */
  onTime(): void {
    const { deadline } = this.#settings;
    this.#control.abort(new TimeoutError('total', deadline, 'deadline: the stream did not end'));
  }

  close(): void {
    this.#closed = true;
    this.stop();
    this.#leave(false);
    this.#control.abort();
  }

  /** @returns undefined if the event is skipped */
  async #give(event: ServerSentEvent): Promise<Result | undefined> {
    this.#failures = 0;
    this.#lastEventId = event.id;
    const format = formatOf(this.#settings.data, event.type);
    if (format === undefined) return undefined;
    this.#begun = true;
    if (format === 'text') return { done: false, value: event };
    try {
      const data = await convert(event.data, format, 'the data of an event', this.#check);
      return { done: false, value: { type: event.type, data, id: event.id } };
    } catch (error) {
      throw this.#response === undefined ? error : withCall(error, this.#response);
    }
  }

  /** Ends a complete stream. The rest of the body is drained within its bound, since its end is expected at once. */
  #finish(): Result {
    this.stop();
    this.#reader?.discard();
    this.#reader = undefined;
    return DONE;
  }

  /** Leaves the connection. @param resumes whether the next connection continues after the events of this one */
  #leave(resumes: boolean): void {
    if (resumes) this.#resumeId = this.#parser?.lastEventId ?? this.#resumeId;
    this.#retry = this.#parser?.retry ?? this.#retry;
    this.#reader?.close();
    this.#reader = this.#parser = undefined;
    this.#events = [];
    this.#taken = 0;
  }

  #isComplete(): boolean {
    const { isSentinel, reconnect } = this.#settings;
    return (
      isSentinel === undefined && !(this.#opener !== undefined && reconnect !== false && reconnect.afterEnd)
    );
  }

  #ended(): EventStreamError {
    const before = this.#settings.isSentinel === undefined ? '' : ' before its sentinel';
    const error = new EventStreamError('ended', `the stream ended${before}`);
    return this.#response === undefined ? error : withCall(error, this.#response);
  }

  #refused(event: ServerSentEvent): EventStreamError {
    const error = new EventStreamError('event', 'the first event of the stream reports a failure', { event });
    return this.#response === undefined ? error : withCall(error, this.#response);
  }

  /** Opens a connection. @returns false if the server ends the stream by a 204 */
  async #connect(): Promise<boolean> {
    const opener = this.#opener;
    if (opener === undefined) return false;
    const { signal } = opener;
    if (this.#signal === undefined) {
      const own = this.#control.signal;
      this.#signal = signal === undefined ? own : AbortSignal.any([signal, own]);
      alarmsOf(opener.clock, false).start(this, this.#settings.deadline);
    }
    try {
      return this.#accept(await opener.open(this.#headers(), this.#signal));
    } catch (error) {
      // An operation that does not declare the status 204 throws it.
      if (isHttpError(error) && error.status === NO_CONTENT) return false;
      throw error;
    }
  }

  #headers(): Record<string, string> {
    const headers: Record<string, string> = { accept: 'text/event-stream' };
    // Sent as UTF-8, each byte as a character.
    if (this.#hasResumeId) headers['last-event-id'] = Buffer.from(this.#resumeId).toString('latin1');
    return headers;
  }

  /** Begins to read a response. @returns false for a 204 @throws EventStreamError if it is not an event stream */
  #accept(response: StreamResponse): boolean {
    this.#response = response;
    const { status, headers } = response;
    const parser = new EventParser(this.#settings.maxEventBytes, this.#resumeId);
    const reader = new RecordReader(response, parser, this.#settings);
    if (this.#closed) reader.close();
    else if (status === NO_CONTENT) reader.discard();
    if (this.#closed || status === NO_CONTENT) return false;
    const type = headers.get('content-type');
    const isStream = /^\s*text\/event-stream\s*(?:;|$)/i.test(type ?? '');
    if (!response.ok || !isStream) {
      reader.discard();
      const got = `${type === null ? 'no content-type' : safeText(type, 60)} (status ${status})`;
      const message = `expected an event stream, a body of text/event-stream; got ${got}`;
      throw withCall(new EventStreamError('response', message), response);
    }
    this.#parser = parser;
    this.#reader = reader;
    return true;
  }

  /**
   * Waits before a reconnect.
   * @param allowed whether `retryEvent` called the failure transient: the request may then be sent again with any method
   * @throws the failure, if the stream must not be opened again
   */
  async #recover(failure: unknown, allowed: boolean): Promise<void> {
    const { reconnect } = this.#settings;
    const opener = this.#opener;
    if (opener === undefined || reconnect === false || this.#signal === undefined) throw failure;
    this.#signal.throwIfAborted();
    const mayReopen = opener.canReopen && (allowed || (this.#isResumable() && isPassing(failure)));
    if (!mayReopen || this.#failures >= reconnect.limit) throw failure;
    const delay = reconnectDelay(this.#failures, this.#retry, reconnect);
    this.#failures++;
    await pause(opener.clock, delay, this.#signal);
  }

  /** Whether the stream can be continued after an id. A server may send control characters, which no header can carry. */
  get #hasResumeId(): boolean {
    // oxlint-disable-next-line no-control-regex -- the characters that no header can carry
    return this.#resumeId !== '' && !/[\0-\x08\x0a-\x1f\x7f]/.test(this.#resumeId);
  }

  #isResumable(): boolean {
    const { reconnect } = this.#settings;
    if (reconnect === false || this.#response === undefined) return false;
    const continues = this.#hasResumeId || !this.#begun || reconnect.withoutId;
    return continues && reconnect.methods.has(this.#opener?.method ?? '');
  }
}
