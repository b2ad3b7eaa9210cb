// The source of an event stream: reads its connections one after the other, and opens the next when one is interrupted.
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

/** The status by which a server says that a stream has ended for good. */
const NO_CONTENT = 204;

type Result = IteratorResult<ServerSentEvent<unknown>, undefined>;

const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/** The events of one connection, or of one connection after the other. */
export class StreamSource extends Alarm implements ItemSource<ServerSentEvent<unknown>> {
  readonly #settings: StreamSettings;
  readonly #opener: StreamOpener | undefined;
  readonly #check: SchemaCheck | undefined;
  readonly #control = new AbortController();
  /** That of the caller and of `close()`; created at the first connection. */
  #signal: AbortSignal | undefined;
  #response: StreamResponse | undefined;
  #reader: RecordReader<ServerSentEvent> | undefined;
  #parser: EventParser | undefined;
  #events: ServerSentEvent[] = [];
  #taken = 0;
  /** Where the next connection continues. */
  #resumeId: string;
  /** The id of the last event that was given. */
  #lastEventId: string;
  #retry: number | undefined;
  /** Connections in a row that brought no event. */
  #failures = 0;
  /** Whether an event was given. */
  #begun = false;
  #closed = false;

  /**
   * @param from a response, whose events alone are read, or what opens the connections
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

  /** The stream is complete. A body that goes on is drained within its bound, since its end is expected to follow. */
  #finish(): Result {
    this.stop();
    this.#reader?.discard();
    this.#reader = undefined;
    return DONE;
  }

  /** Leaves the connection. @param resumes whether the next connection continues after its events */
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

  /** @returns false if the server says that there is nothing more */
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
      // A call may throw each status that it does not expect.
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

  /** @returns false for a 204 @throws EventStreamError if it is not an event stream */
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
   * Waits until the stream is to be opened again.
   * @param allowed whether the caller said that this failure passes, so that the request may be sent again in any case
   * @throws the failure, if the stream is not to be opened again
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

  /** Whether the stream can be continued by an id: one with control characters, which a server may send, fits into no header. */
  get #hasResumeId(): boolean {
    // oxlint-disable-next-line no-control-regex -- those that no header can carry
    return this.#resumeId !== '' && !/[\0-\x08\x0a-\x1f\x7f]/.test(this.#resumeId);
  }

  #isResumable(): boolean {
    const { reconnect } = this.#settings;
    if (reconnect === false || this.#response === undefined) return false;
    const continues = this.#hasResumeId || !this.#begun || reconnect.withoutId;
    return continues && reconnect.methods.has(this.#opener?.method ?? '');
  }
}
