// Splits a body of JSON lines into the texts of its values.
import { LineSplitter } from './line-splitter.ts';
import type { RecordParser } from './record-parser.ts';

/** The record separator that begins a text of `application/json-seq` (RFC 7464). */
const RS = 0x1e;

const BYTE_ORDER_MARK = 0xfeff;

/** The parser of JSON lines. Lines of white space are skipped. The last line needs no line end. */
export class JsonLineParser implements RecordParser<string> {
  readonly #lines: LineSplitter;

  constructor(maxLineBytes: number) {
    this.#lines = new LineSplitter('lf', maxLineBytes, 'maxLineBytes');
  }

  push(chunk: Uint8Array, values: string[]): boolean {
    const before = values.length;
    this.#lines.push(chunk, (bytes, start, end) => addValue(bytes, start, end, values));
    return values.length > before || this.#lines.pendingFirst !== undefined;
  }

  end(values: string[]): void {
    this.#lines.end((bytes, start, end) => addValue(bytes, start, end, values));
  }
}

function addValue(bytes: Buffer, start: number, end: number, values: string[]): void {
  const text = bytes.toString('utf8', bytes[start] === RS ? start + 1 : start, end);
  // JSON has no byte order mark, but a file may begin with one.
  const value = text.codePointAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
  if (value.trim() !== '') values.push(value);
}
