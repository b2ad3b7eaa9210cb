import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import { attachCall } from '../../errors/base.ts';
import type { ResponseBody } from '../body/response-body.ts';
import type { Coding } from './codings.ts';
import { allowedBytes, decodedTooLong, limitsOf, notDecodable, type DecodeLimits } from './decode-limits.ts';
import { takeOff } from './layer.ts';

/** Reads a body chunk by chunk; null at its end. */
export interface ChunkReader {
  read(): Promise<Uint8Array | null>;
  /** Gives up what it holds beside the body, which its caller throws away itself. */
  close?(): void;
}

/**
 * Reads a body decoded, only as fast as its reader asks. Nothing is made before the first read, and an empty body is
 * never given to a decoder.
 */
export class DecodingReader implements ChunkReader {
  readonly #body: ResponseBody;
  readonly #codings: readonly Coding[];
  readonly #attempt: AttemptScope;
  readonly #limits: DecodeLimits;
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #sourceFailure: { error: unknown } | undefined;
  #decoded = 0;
  #over = false;
  /** Whether somebody waits for decoded bytes. */
  #asking = false;
  /** Whether the decoders wait for bytes of the body. */
  #fetching = false;

  constructor(body: ResponseBody, codings: readonly Coding[], attempt: AttemptScope) {
    this.#body = body;
    this.#codings = codings;
    this.#attempt = attempt;
    this.#limits = limitsOf(attempt.call.options);
  }

  /**
   * The next decoded chunk, or null.
   * @throws BodyError when the body is not valid or grows beyond its limits; whatever the body itself fails with
   */
  async read(): Promise<Uint8Array | null> {
    if (this.#chunks === undefined) {
      const first = await this.#body.read();
      if (first === null || this.#over) return null;
      this.#chunks = this.#open(first);
    }
    const next = await this.#next(this.#chunks);
    if (next.done === true) return null;
    this.#decoded += next.value.length;
    if (this.#decoded > allowedBytes(this.#limits, this.#body.received)) {
      const error = this.#refuse(decodedTooLong(this.#limits, this.#body.received));
      await this.#chunks.return?.();
      throw error;
    }
    return next.value;
  }

  close(): void {
    this.#over = true;
    void this.#chunks?.return?.().catch(() => undefined);
  }

  async #next(chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    this.#asking = true;
    if (this.#fetching) this.#body.starvedAt = this.#attempt.call.clock.now();
    try {
      return await chunks.next();
    } catch (error) {
      throw this.#explain(error);
    } finally {
      this.#asking = false;
      if (this.#fetching) this.#body.starvedAt = Infinity;
    }
  }

  #open(first: Uint8Array): AsyncIterator<Uint8Array> {
    let chunks = this.#raw(first);
    for (const coding of this.#codings) chunks = takeOff(coding, chunks);
    return chunks;
  }

  async *#raw(first: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    yield first;
    while (true) {
      // oxlint-disable-next-line no-await-in-loop -- a body is read in order
      const chunk = await this.#fetch();
      if (chunk === null) return;
      yield chunk;
    }
  }

  /** The decoders read ahead: nobody starves while nobody asks for what they make of it. */
  async #fetch(): Promise<Uint8Array | null> {
    this.#fetching = true;
    try {
      const reading = this.#body.read();
      if (!this.#asking) this.#body.starvedAt = Infinity;
      return await reading;
    } catch (error) {
      this.#sourceFailure = { error };
      throw error;
    } finally {
      this.#fetching = false;
      this.#body.starvedAt = Infinity;
    }
  }

  #explain(error: unknown): unknown {
    if (this.#sourceFailure !== undefined) return this.#sourceFailure.error;
    return this.#refuse(notDecodable(this.#codings.join(', '), this.#body.received, error));
  }

  /** The rest is of no use to anybody. */
  #refuse(error: unknown): unknown {
    this.#body.destroy(error);
    return attachCall(error, this.#attempt);
  }
}
