// The event of a stream of server-sent events.

/**
 * A server-sent event.
 * @typeParam Data the type of its data. Default: the text as sent
 * @typeParam Type its type, if that is known. Default: any
 */
export interface ServerSentEvent<Data = string, Type extends string = string> {
  /** Its type, from the field `event`; `message` if the server names none. */
  readonly type: Type;
  /** Its data. */
  readonly data: Data;
  /** The id of the last event that had one, up to this event; empty if none had. The stream can be resumed after it. */
  readonly id: string;
}
