// Parses an event stream, as the HTML standard says (https://html.spec.whatwg.org/multipage/server-sent-events.html).
import { LineSplitter } from './line-splitter.ts';
import type { RecordParser } from './record-parser.ts';
import type { ServerSentEvent } from './server-sent-event.ts';

const COLON = 0x3a;
const SPACE = 0x20;

/** The parser of one event stream. What the stream has not ended with an empty line is dropped. */
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

  /** The id by which the stream is resumed; empty if there is none. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** How long the server asks to wait before a reconnect, in ms; undefined if it has not said so. */
  get retry(): number | undefined {
    return this.#retry;
  }

  push(chunk: Uint8Array, events: ServerSentEvent[]): boolean {
    let hasContent = false;
    this.#lines.push(chunk, (line) => {
      if (this.#addLine(line, events)) hasContent = true;
    });
    const begun = this.#lines.pendingFirst;
    return hasContent || (begun !== undefined && begun !== COLON);
  }

  /** The end of the stream completes no event. */
  end(): void {}

  /** @returns whether it is neither empty nor a comment */
  #addLine(given: Uint8Array, events: ServerSentEvent[]): boolean {
    const line = this.#isFirstLine ? withoutMark(given) : given;
    this.#isFirstLine = false;
    if (line.length === 0) {
      this.#dispatch(events);
      return false;
    }
    const colon = line.indexOf(COLON);
    if (colon === 0) return false;
    const nameEnd = colon < 0 ? line.length : colon;
    const valueStart = line[nameEnd + 1] === SPACE ? nameEnd + 2 : nameEnd + 1;
    this.#setField(textOf(line, 0, nameEnd), line, Math.min(valueStart, line.length));
    return true;
  }

  #setField(name: string, line: Uint8Array, start: number): void {
    switch (name) {
      case 'data':
        this.#dataBytes += line.length - start + 1;
        if (this.#dataBytes - 1 > this.#maxBytes) throw this.#lines.tooLong();
        this.#data.push(textOf(line, start));
        break;
      case 'event':
        this.#type = textOf(line, start);
        break;
      case 'id': {
        const id = textOf(line, start);
        if (!id.includes('\0')) this.#id = id;
        break;
      }
      case 'retry': {
        const value = textOf(line, start);
        if (/^[0-9]+$/.test(value)) this.#retry = Number(value);
        break;
      }
      default:
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

/** The bytes without a byte order mark. */
function withoutMark(line: Uint8Array): Uint8Array {
  return line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? line.subarray(3) : line;
}

/** Decodes UTF-8; bytes that are not UTF-8 become U+FFFD. */
export function textOf(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('utf8', start, end);
}
