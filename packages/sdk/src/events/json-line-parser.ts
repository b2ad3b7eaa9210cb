// Splits a body of JSON lines into the texts of its values.
import { textOf } from './event-parser.ts';
import { LineSplitter } from './line-splitter.ts';
import type { RecordParser } from './record-parser.ts';

/** The record separator that begins a text of `application/json-seq` (RFC 7464). */
const RS = 0x1e;

/** The parser of JSON lines. Lines of white space only are skipped; the last line needs no end. */
export class JsonLineParser implements RecordParser<string> {
  readonly #lines: LineSplitter;

  constructor(maxLineBytes: number) {
    this.#lines = new LineSplitter('lf', maxLineBytes, 'maxLineBytes');
  }

  push(chunk: Uint8Array, values: string[]): boolean {
    const before = values.length;
    this.#lines.push(chunk, (line) => addValue(line, values));
    return values.length > before || this.#lines.pendingFirst !== undefined;
  }

  end(values: string[]): void {
    addValue(this.#lines.rest(), values);
  }
}

function addValue(line: Uint8Array, values: string[]): void {
  const text = textOf(line, line[0] === RS ? 1 : 0).replace(/^\ufeff/, '');
  if (text.trim() !== '') values.push(text);
}
