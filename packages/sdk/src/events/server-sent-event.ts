// The event of a stream of server-sent events.

/**
 * A server-sent event.
 * @typeParam Data the type of the data. Default: the text as sent
 * @typeParam Type the names of its type, if they are known. Default: any string
 */
export interface ServerSentEvent<Data = string, Type extends string = string> {
  /** The type of the event, from the field `event`; `message` if the server sends no such field. */
  readonly type: Type;
  /** The data, in the format that the option `data` selects. */
  readonly data: Data;
  /** The latest id that the stream sent, with this event or before; empty if it sent none. The stream can resume after it. */
  readonly id: string;
}
