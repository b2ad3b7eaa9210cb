// The iterable of server-sent events that a consumer gets.
import type { StreamResponse } from './byte-source.ts';
import type { StreamSource } from './stream-source.ts';
import type { ServerSentEvent } from './server-sent-event.ts';
import { SingleUse, type ItemSource } from '../iteration/single-use.ts';

/**
 * Server-sent events, for one consumer. Leaving the loop, or `close()`, releases the connection at once.
 * @typeParam Event the type of the events
 */
export class EventStream<Event = ServerSentEvent> extends SingleUse<Event> {
  readonly #source: StreamSource;

  /** Created by `readEvents()` and `events()`. */
  constructor(source: StreamSource) {
    // The settings of the source determine the type of the events.
    super(source as ItemSource<unknown> as ItemSource<Event>);
    this.#source = source;
  }

  /** The id of the last event that the consumer got, for the option `lastEventId`; empty if no event had an id. */
  get lastEventId(): string {
    return this.#source.lastEventId;
  }

  /** The response of the current connection; undefined before the first. */
  get response(): StreamResponse | undefined {
    return this.#source.response;
  }
}
