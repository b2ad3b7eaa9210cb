// Reads the records of one body, within the idle limit.
import { TimeoutError } from '@sluice/core';
import { Alarm, alarmsOf, type Alarms } from '@sluice/core/plugin';
import { byteSourceOf, clockOf, withCall, type ByteSource, type StreamResponse } from './byte-source.ts';
import type { RecordParser } from './record-parser.ts';

/** How long a reader waits for content. */
export interface IdleLimit {
  /** The longest wait for content, in ms; Infinity: no limit. */
  readonly idleTimeout: number;
  /** Whether comments and empty lines count as content. */
  readonly commentsKeepAlive: boolean;
}

/** Reads the body of one response through a parser. */
export class RecordReader<Item> extends Alarm {
  readonly #response: StreamResponse;
  readonly #bytes: ByteSource;
  readonly #parser: RecordParser<Item>;
  readonly #limit: IdleLimit;
  readonly #alarms: Alarms;
  #ended = false;
  /** A failure that followed records of the same chunk. */
  #failure: { readonly error: unknown } | undefined;

  /** @throws BodyError if the body was already used */
  constructor(response: StreamResponse, parser: RecordParser<Item>, limit: IdleLimit) {
    super();
    this.#bytes = byteSourceOf(response);
    this.#response = response;
    this.#parser = parser;
    this.#limit = limit;
    this.#alarms = alarmsOf(clockOf(response), true);
  }

  /**
   * Appends the next records, at least one.
   * @returns false at the end of the body
   * @throws TimeoutError after `idleTimeout` without content; BodyError for a record that is too long; the failure of the body
   */
  async read(records: Item[]): Promise<boolean> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#ended) return false;
    const { idleTimeout, commentsKeepAlive } = this.#limit;
    this.#alarms.start(this, idleTimeout);
    try {
      while (records.length === 0) {
        const chunk = await this.#bytes.read();
        if (chunk === undefined) {
          this.#ended = true;
          this.#parser.end(records);
          return records.length > 0;
        }
        const hasContent = this.#parser.push(chunk, records);
        if (hasContent || commentsKeepAlive) this.#alarms.start(this, idleTimeout);
      }
      return true;
    } catch (error) {
      this.close();
      const failure = withCall(error, this.#response);
      if (records.length === 0) throw failure;
      this.#failure = { error: failure };
      return true;
    } finally {
      this.stop();
    }
  }

  onTime(): void {
    const { idleTimeout, commentsKeepAlive } = this.#limit;
    const what = commentsKeepAlive ? 'no bytes arrived' : 'nothing but comments or empty lines arrived';
    this.#bytes.destroy(new TimeoutError('body', idleTimeout, `idleTimeout: ${what} on the stream`));
  }

  /** Releases the connection, or destroys it if the body has not ended. A pending read settles. */
  close(): void {
    this.#ended = true;
    this.stop();
    this.#bytes.close();
  }

  /** Drains the body, whose end is expected at once, so that the connection can be kept. */
  discard(): void {
    this.#ended = true;
    this.stop();
    this.#bytes.discard();
  }
}
