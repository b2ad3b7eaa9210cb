// Parses an event stream by the rules of the HTML standard (https://html.spec.whatwg.org/multipage/server-sent-events.html).
import { LineSplitter } from './line-splitter.ts';
import type { RecordParser } from './record-parser.ts';
import type { ServerSentEvent } from './server-sent-event.ts';

const COLON = 0x3a;
const SPACE = 0x20;

/** The parser of one event stream. An event without its final empty line is dropped. */
export class EventParser implements RecordParser<ServerSentEvent> {
  readonly #lines: LineSplitter;
  readonly #maxBytes: number;
  #lastEventId: string;
  #retry: number | undefined;
  #id: string;
  #type = '';
  #data: string[] = [];
  #dataBytes = 0;
  #isFirstLine = true;

  /**
   * @param maxEventBytes the largest size of a line, and of the data of an event
   * @param lastEventId the id of the last event before this stream. Default: none
   */
  constructor(maxEventBytes: number, lastEventId = '') {
    this.#lines = new LineSplitter('any', maxEventBytes, 'maxEventBytes');
    this.#maxBytes = maxEventBytes;
    this.#lastEventId = this.#id = lastEventId;
  }

  /** The id after which the stream is resumed; empty if no event had an id. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** The wait before a reconnect that the server asks for, in ms; undefined if it sent no `retry`. */
  get retry(): number | undefined {
    return this.#retry;
  }

  push(chunk: Uint8Array, events: ServerSentEvent[]): boolean {
    let hasContent = false;
    this.#lines.push(chunk, (bytes, start, end) => {
      if (this.#addLine(bytes, start, end, events)) hasContent = true;
    });
    const begun = this.#lines.pendingFirst;
    return hasContent || (begun !== undefined && begun !== COLON);
  }

  /** The end of the stream completes no event. */
  end(): void {}

  /** @returns whether the line is neither empty nor a comment */
  #addLine(bytes: Buffer, from: number, end: number, events: ServerSentEvent[]): boolean {
    const start = this.#isFirstLine && hasMark(bytes, from, end) ? from + MARK_BYTES : from;
    this.#isFirstLine = false;
    if (start === end) {
      this.#dispatch(events);
      return false;
    }
    if (bytes[start] === COLON) return false;
    const field = fieldOf(bytes, start, end);
    if (field === undefined) return true;
    const colon = start + field.length;
    const valueStart = colon < end && bytes[colon + 1] === SPACE ? colon + 2 : colon + 1;
    this.#setField(field.name, bytes, Math.min(valueStart, end), end);
    return true;
  }

  #setField(name: FieldName, bytes: Buffer, start: number, end: number): void {
    const value = bytes.toString('utf8', start, end);
    switch (name) {
      case 'data':
        this.#dataBytes += end - start + (this.#data.length === 0 ? 0 : 1);
        if (this.#dataBytes > this.#maxBytes) throw this.#lines.tooLong();
        this.#data.push(value);
        break;
      case 'event':
        this.#type = value;
        break;
      case 'id':
        if (!value.includes('\0')) this.#id = value;
        break;
      case 'retry':
        if (/^[0-9]+$/.test(value)) this.#retry = Number(value);
        break;
    }
  }

  #dispatch(events: ServerSentEvent[]): void {
    this.#lastEventId = this.#id;
    if (this.#data.length > 0) {
      const type = this.#type === '' ? 'message' : this.#type;
      const data = this.#data.length === 1 ? (this.#data[0] as string) : this.#data.join('\n');
      events.push({ type, data, id: this.#id });
      this.#data = [];
      this.#dataBytes = 0;
    }
    this.#type = '';
  }
}

type FieldName = 'data' | 'event' | 'id' | 'retry';

/** A field that the parser reads, with its name as bytes. */
class Field {
  readonly name: FieldName;
  readonly bytes: Uint8Array;
  readonly length: number;

  constructor(name: FieldName) {
    this.name = name;
    this.bytes = Buffer.from(name);
    this.length = this.bytes.length;
  }
}

const FIELDS: readonly Field[] = [new Field('data'), new Field('id'), new Field('event'), new Field('retry')];

/** The field of a line; undefined for a field that the parser ignores. */
function fieldOf(line: Buffer, start: number, end: number): Field | undefined {
  for (const field of FIELDS) if (isField(line, start, end, field)) return field;
  return undefined;
}

/** Whether a line has a field: it begins with the name, followed by a colon or by nothing. */
function isField(line: Buffer, start: number, end: number, { bytes, length }: Field): boolean {
  const after = start + length;
  if (after > end || (after < end && line[after] !== COLON)) return false;
  for (let index = 0; index < length; index++) if (line[start + index] !== bytes[index]) return false;
  return true;
}

const MARK_BYTES = 3;

/** Whether a line begins with a byte order mark. */
function hasMark(line: Buffer, start: number, end: number): boolean {
  return (
    end - start >= MARK_BYTES && line[start] === 0xef && line[start + 1] === 0xbb && line[start + 2] === 0xbf
  );
}
