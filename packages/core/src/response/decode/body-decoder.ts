// Decodes the body of a response in slices, within the limits of its attempt.
import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import { attachCall } from '../../errors/base.ts';
import { BodyError } from '../../errors/body-error.ts';
import type { AbortListener } from '../../lifecycle/scope.ts';
import type { BodyReader } from '../body/body-reader.ts';
import type { ResponseBody } from '../body/response-body.ts';
import type { Coding } from './codings.ts';
import { AT_ONCE_BYTES, decodeAtOnce } from './decode-at-once.ts';
import { allowedBytes, decodedTooLong, limitsOf, notDecodable, type DecodeLimits } from './decode-limits.ts';
import { joinSlices } from './join-slices.ts';
import { LateLimits } from './late-limits.ts';
import { CodingDecoder } from './coding-decoder.ts';
import { within } from './within.ts';

/**
 * How long a body that is wanted whole may take to arrive, in ms, before its decoding begins. Most bodies are short, and
 * come in two reads of the socket: decoding those synchronously costs a tenth.
 */
const PATIENCE = 10;

/**
 * Decodes a claimed body. Once that has begun, the attempt lasts until the decoding ends, even if the wire is done before:
 * the limits of the attempt and the call and the caller's signal hold until then.
 */
export class BodyDecoder implements AbortListener, BodyReader {
  /** Whether a slice is wanted. */
  asking = false;
  readonly #body: ResponseBody;
  readonly #codings: readonly Coding[];
  readonly #attempt: AttemptScope;
  readonly #limits: DecodeLimits;
  #late: LateLimits | undefined;
  /** Chunks of the body that no decoder has asked for yet. */
  readonly #chunks: Uint8Array[];
  #reading: Promise<Uint8Array | null> | undefined;
  #sourceFailure: { readonly error: unknown } | undefined;
  #decoder: CodingDecoder | undefined;
  #abandoned: { readonly reason: unknown } | undefined;
  #began = false;
  #held = false;
  #ended = false;
  #closed = false;

  /** @param bytes all of the body, if it was taken already */
  constructor(body: ResponseBody, codings: readonly Coding[], attempt: AttemptScope, bytes?: Uint8Array) {
    this.#body = body;
    this.#codings = codings;
    this.#attempt = attempt;
    this.#limits = limitsOf(attempt.call.options);
    this.#chunks = bytes === undefined ? [] : [bytes];
  }

  get done(): boolean {
    return this.#closed;
  }

  /**
   * The next decoded slice, or null at the end.
   * @throws BodyError when the body is not valid or grows beyond its limits; the reason of an abort; what the body fails with
   */
  async next(): Promise<Uint8Array | null> {
    this.asking = true;
    this.#body.stalledAt = Infinity;
    let slice: Uint8Array | null;
    try {
      slice = await this.#slice(0);
    } catch (error) {
      this.close();
      throw error;
    }
    this.asking = false;
    if (slice === null) this.close();
    else this.#body.rest();
    return slice;
  }

  /** The whole body. @throws as {@link BodyDecoder.next} */
  async whole(): Promise<Uint8Array> {
    this.asking = true;
    const slices: Uint8Array[] = [];
    let length = 0;
    try {
      // oxlint-disable-next-line no-await-in-loop -- a body is decoded in order
      for (let slice = await this.#slice(PATIENCE); slice !== null; slice = await this.#slice(0)) {
        slices.push(slice);
        length += slice.length;
      }
      return await joinSlices(slices, length, () => this.#check());
    } finally {
      this.close();
    }
  }

  /** The attempt was aborted. */
  onAbort(reason: unknown): void {
    this.#attempt.record.error ??= reason;
    this.abandon(reason);
  }

  /** The body failed, or is drained: nothing more of it is decoded. A read under way, or a later one, gets `reason`. */
  abandon(reason: unknown): void {
    if (this.#closed) return;
    this.#abandoned = { reason };
    this.close();
  }

  /** @throws the reason given to `abandon` */
  throwIfAbandoned(): void {
    if (this.#abandoned !== undefined) throw this.#abandoned.reason;
  }

  /** Releases the decoders and the attempt. */
  close(): void {
    if (this.#closed) return;
    this.#closed = this.#ended = true;
    this.#decoder?.close();
    if (!this.#held) return;
    this.#attempt.removeAbortListener(this);
    this.#attempt.release();
  }

  /** The first slice is wanted. A body that was complete by then has ended its attempt. */
  #begin(): void {
    this.#began = true;
    const attempt = this.#attempt;
    if (attempt.ended) {
      this.#late = new LateLimits(attempt.call);
      return;
    }
    this.#held = true;
    attempt.hold();
    attempt.addAbortListener(this);
  }

  /** @param patience how long a short body may take until it is here, in ms */
  async #slice(patience: number): Promise<Uint8Array | null> {
    this.throwIfAbandoned();
    if (this.#ended) return null;
    if (this.#began) this.#late?.check();
    else this.#begin();
    let slice: Uint8Array | null;
    try {
      slice = await (this.#decoder === undefined ? this.#first(patience) : this.#decoder.read());
    } catch (error) {
      throw this.#explain(error);
    }
    this.#check();
    return slice;
  }

  #check(): void {
    this.throwIfAbandoned();
    this.#late?.check();
  }

  async #first(patience: number): Promise<Uint8Array | null> {
    const short = await this.#gather(patience);
    // Given up meanwhile, before there was a decoder to close.
    if (this.#closed) return null;
    const decoded =
      short && (short.length === 0 ? short : decodeAtOnce(short, this.#codings, this.#limits, this.#body));
    if (decoded !== undefined) {
      this.#ended = true;
      return decoded.length === 0 ? null : decoded;
    }
    this.#decoder = this.#open();
    return this.#decoder.read();
  }

  /** The body as it came, if all of it is here in time and it is short enough to be decoded synchronously. */
  async #gather(patience: number): Promise<Uint8Array | undefined> {
    const chunks = this.#chunks;
    // What was taken whole was found to be too long.
    if (chunks.length > 0) return undefined;
    const { clock } = this.#attempt.call;
    let dueAt = Infinity;
    let size = 0;
    while (size <= AT_ONCE_BYTES) {
      const reading = this.#body.read();
      const wait = size === 0 || this.#body.complete ? reading : within(reading, clock, dueAt - clock.now());
      // oxlint-disable-next-line no-await-in-loop -- a body is read in order
      const chunk = await this.#noting(wait);
      if (chunk === undefined) {
        this.#reading = reading;
        return undefined;
      }
      if (chunk === null) return takeAll(chunks, size);
      chunks.push(chunk);
      if (size === 0) dueAt = clock.now() + patience;
      size += chunk.length;
      if (patience === 0 && !this.#body.complete) return undefined;
    }
    return undefined;
  }

  #open(): CodingDecoder {
    const [first, ...others] = this.#codings as readonly [Coding, ...Coding[]];
    let decoder = new CodingDecoder(first, { read: () => this.#fetch() }, this.#counter());
    for (const coding of others) decoder = new CodingDecoder(coding, decoder, this.#counter());
    return decoder;
  }

  #fetch(): Promise<Uint8Array | null> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) return Promise.resolve(chunk);
    const reading = this.#reading ?? this.#body.read();
    this.#reading = undefined;
    return this.#noting(reading);
  }

  /** Remembers that an error is the body's own, not that of a decoder. */
  async #noting<Value>(reading: Promise<Value>): Promise<Value> {
    try {
      return await reading;
    } catch (error) {
      this.#sourceFailure = { error };
      throw error;
    }
  }

  /** Every coding counts by itself: one of several may be long and have no result. */
  #counter(): (bytes: number) => void {
    let decoded = 0;
    return (bytes) => {
      decoded += bytes;
      const { received } = this.#body;
      if (decoded > allowedBytes(this.#limits, received)) throw decodedTooLong(this.#limits, received);
    };
  }

  #explain(error: unknown): unknown {
    if (this.#abandoned !== undefined) return this.#abandoned.reason;
    if (this.#sourceFailure !== undefined) return this.#sourceFailure.error;
    const refusal =
      error instanceof BodyError ? error : notDecodable(this.#codings.join(', '), this.#body, error);
    // The rest of the body is of no use.
    if (!this.#attempt.ended) this.#attempt.record.error ??= refusal;
    this.#body.destroy(refusal);
    return attachCall(refusal, this.#attempt);
  }
}

function takeAll(chunks: Uint8Array[], size: number): Uint8Array {
  const all = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, size);
  chunks.splice(0, chunks.length, all);
  return all;
}
