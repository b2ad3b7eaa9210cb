// The source of JSON lines: sends the call, and reads the lines of its response.
import type { StandardSchema } from '@sluice/core';
import type { ItemSource } from '../iteration/single-use.ts';
import { isHttpResponse, withCall, type StreamResponse } from './byte-source.ts';
import { convert, type SchemaCheck } from './data-format.ts';
import { EventStreamError } from './event-stream-error.ts';
import { JsonLineParser } from './json-line-parser.ts';
import { RecordReader, type IdleLimit } from './record-reader.ts';

/** Checked options of JSON lines. */
export interface JsonLineSettings extends IdleLimit {
  readonly schema: StandardSchema | undefined;
  readonly maxLineBytes: number;
}

/** The lines of one response. */
export class LineSource implements ItemSource<unknown> {
  readonly #open: (signal: AbortSignal) => PromiseLike<StreamResponse>;
  readonly #settings: JsonLineSettings;
  readonly #check: SchemaCheck | undefined;
  readonly #control = new AbortController();
  /** The caller's signal. */
  #signal: AbortSignal | undefined;
  #response: StreamResponse | undefined;
  #reader: RecordReader<string> | undefined;
  #lines: string[] = [];
  #taken = 0;

  constructor(
    open: (signal: AbortSignal) => PromiseLike<StreamResponse>,
    settings: JsonLineSettings,
    check?: SchemaCheck,
  ) {
    this.#open = open;
    this.#settings = settings;
    this.#check = check;
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    const reader = this.#reader ?? (await this.#begin());
    this.#signal?.throwIfAborted();
    while (this.#taken === this.#lines.length) {
      this.#lines = [];
      this.#taken = 0;
      if (!(await reader.read(this.#lines))) return { done: true, value: undefined };
    }
    const line = this.#lines[this.#taken++] as string;
    try {
      const value = await convert(line, this.#settings.schema ?? 'json', 'a line', this.#check);
      return { done: false, value };
    } catch (error) {
      throw withCall(error, this.#response as StreamResponse);
    }
  }

  async #begin(): Promise<RecordReader<string>> {
    const { signal } = this.#control;
    const response = await this.#open(signal);
    const parser = new JsonLineParser(this.#settings.maxLineBytes);
    const reader = new RecordReader(response, parser, this.#settings);
    if (signal.aborted) reader.close();
    if (!response.ok) {
      reader.discard();
      const message = `expected JSON lines; got the status ${response.status}`;
      throw withCall(new EventStreamError('response', message), response);
    }
    this.#signal = isHttpResponse(response) ? response.attempt.call.callerSignal : undefined;
    this.#response = response;
    this.#reader = reader;
    return reader;
  }

  close(): void {
    this.#reader?.close();
    this.#control.abort();
  }
}
