// A stream of server-sent events, as its consumer holds it.
import type { StreamResponse } from './byte-source.ts';
import type { StreamSource } from './stream-source.ts';
import type { ServerSentEvent } from './server-sent-event.ts';
import { SingleUse, type ItemSource } from '../iteration/single-use.ts';

/**
 * Server-sent events, for one consumer. Leaving the loop, or `close()`, gives the connection back at once.
 * @typeParam Event the type of its events
 */
export class EventStream<Event = ServerSentEvent> extends SingleUse<Event> {
  readonly #source: StreamSource;

  /** Created by `readEvents()` and `events()`. */
  constructor(source: StreamSource) {
    // The settings of the source give the type of the events.
    super(source as ItemSource<unknown> as ItemSource<Event>);
    this.#source = source;
  }

  /** The id of the last event that was given, to resume the stream with the option `lastEventId`; empty if none had one. */
  get lastEventId(): string {
    return this.#source.lastEventId;
  }

  /** The response of the present connection; undefined before the first. */
  get response(): StreamResponse | undefined {
    return this.#source.response;
  }
}
