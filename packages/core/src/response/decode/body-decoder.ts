// Decodes a response body in slices, within the limits of its attempt.
import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import { attachCall } from '../../errors/base.ts';
import { BodyError } from '../../errors/body-error.ts';
import type { AbortListener } from '../../lifecycle/scope.ts';
import type { BodyReader } from '../body/body-reader.ts';
import type { ResponseBody } from '../body/response-body.ts';
import type { Coding } from './codings.ts';
import { AT_ONCE_BYTES, decodeAtOnce } from './decode-at-once.ts';
import { notDecodable } from './decode-errors.ts';
import { limitsOf, type DecodeLimits } from './decode-limits.ts';
import { joinSlices } from './join-slices.ts';
import { LateLimits } from './late-limits.ts';
import type { CodingDecoder } from './coding-decoder.ts';
import { chainDecoders } from './decoder-chain.ts';
import { settledWithin } from '../../time/settled-within.ts';

/**
 * How long, in ms, the decoding of a whole body waits for the rest of the body after its first chunk. Most bodies are short
 * and arrive in two reads of the socket; decoding them synchronously costs a tenth.
 */
const PATIENCE_MS = 10;

/**
 * Decodes a claimed body. Once decoding has begun, the attempt lasts until it ends, even if the body has arrived before: the
 * limits of the attempt and the call, and the caller's signal, apply until then.
 */
export class BodyDecoder implements AbortListener, BodyReader {
  /** Whether a slice is being read. */
  reading = false;
  readonly #body: ResponseBody;
  readonly #codings: readonly Coding[];
  readonly #attempt: AttemptScope;
  readonly #limits: DecodeLimits;
  #late: LateLimits | undefined;
  /** Chunks of the body that were read before the decoder was created. */
  readonly #chunks: Uint8Array[];
  /** A read of the body that the decoder has to wait for. */
  #pendingRead: Promise<Uint8Array | null> | undefined;
  #sourceFailure: { readonly error: unknown } | undefined;
  #decoder: CodingDecoder | undefined;
  #abandoned: { readonly reason: unknown } | undefined;
  #began = false;
  /** Whether the body is decoded as a whole, so that a part of it is of no use. */
  #isWhole = false;
  #holdsAttempt = false;
  #ended = false;
  #closed = false;

  /** @param bytes the whole body, if it was taken already */
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
   * @throws BodyError if the body is invalid or exceeds its limits; the reason of an abort; the failure of the body
   */
  async next(): Promise<Uint8Array | null> {
    this.reading = true;
    this.#body.readerResumed();
    let slice: Uint8Array | null;
    try {
      slice = await this.#readSlice(0);
    } catch (error) {
      this.close();
      throw error;
    }
    this.reading = false;
    if (slice === null) this.close();
    else this.#body.readerPaused();
    return slice;
  }

  /** The whole body. @throws as {@link BodyDecoder.next} */
  async whole(): Promise<Uint8Array> {
    this.reading = this.#isWhole = true;
    const slices: Uint8Array[] = [];
    let length = 0;
    try {
      // oxlint-disable-next-line no-await-in-loop -- a body is decoded in order
      for (let slice = await this.#readSlice(PATIENCE_MS); slice !== null; slice = await this.#readSlice(0)) {
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

  /** The exchange broke: the bytes that had arrived are decoded after the attempt, then the error is thrown. */
  sourceFailed(error: unknown): void {
    if (this.#isWhole) this.abandon(error);
    if (!this.#holdsAttempt) return;
    this.#late = new LateLimits(this.#attempt.call);
    this.#leaveAttempt();
  }

  /** Ends the decoding: a pending or later read rejects with `reason`. */
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
    if (this.#holdsAttempt) this.#leaveAttempt();
  }

  #leaveAttempt(): void {
    this.#holdsAttempt = false;
    this.#attempt.removeAbortListener(this);
    this.#attempt.release();
  }

  /** Begins with the first slice. If the body had arrived before, its attempt has ended. */
  #begin(): void {
    this.#began = true;
    const attempt = this.#attempt;
    if (attempt.ended) {
      this.#late = new LateLimits(attempt.call);
      return;
    }
    this.#holdsAttempt = true;
    attempt.hold();
    attempt.addAbortListener(this);
  }

  /** @param patience how long to wait for the rest of a short body, in ms */
  async #readSlice(patience: number): Promise<Uint8Array | null> {
    this.throwIfAbandoned();
    if (this.#ended) return null;
    if (this.#began) this.#late?.check();
    else this.#begin();
    let slice: Uint8Array | null;
    try {
      slice = await (this.#decoder === undefined ? this.#readFirst(patience) : this.#decoder.read());
    } catch (error) {
      throw this.#fail(error);
    }
    this.#check();
    return slice;
  }

  #check(): void {
    this.throwIfAbandoned();
    this.#late?.check();
  }

  async #readFirst(patience: number): Promise<Uint8Array | null> {
    const short = await this.#readShort(patience);
    // The reader was closed before the decoder was created.
    if (this.#closed) return null;
    const decoded =
      short && (short.length === 0 ? short : decodeAtOnce(short, this.#codings, this.#limits, this.#body));
    if (decoded !== undefined) {
      this.#ended = true;
      return decoded.length === 0 ? null : decoded;
    }
    this.#decoder = chainDecoders(this.#codings, () => this.#readChunk(), this.#limits, this.#body);
    return await this.#decoder.read();
  }

  /** Reads the body as received, if it is short enough to be decoded synchronously and arrives in time. */
  async #readShort(patience: number): Promise<Uint8Array | undefined> {
    const chunks = this.#chunks;
    // A body that was taken whole is too long.
    if (chunks.length > 0) return undefined;
    const { clock } = this.#attempt.call;
    let dueAt = Infinity;
    let size = 0;
    while (size <= AT_ONCE_BYTES) {
      const read = this.#body.read();
      const readInTime =
        size === 0 || this.#body.complete ? read : settledWithin(read, clock, dueAt - clock.now());
      // oxlint-disable-next-line no-await-in-loop -- a body is read in order
      const chunk = await this.#recordFailure(readInTime);
      if (chunk === undefined) {
        this.#pendingRead = read;
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

  #readChunk(): Promise<Uint8Array | null> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) return Promise.resolve(chunk);
    const read = this.#pendingRead ?? this.#body.read();
    this.#pendingRead = undefined;
    return this.#recordFailure(read);
  }

  /** Records a failure of the body, to distinguish it from a failure of a decoder. */
  async #recordFailure<Value>(read: Promise<Value>): Promise<Value> {
    try {
      return await read;
    } catch (error) {
      this.#sourceFailure = { error };
      throw error;
    }
  }

  /** Fails the body with an error of its decoding. @returns the error for the reader */
  #fail(error: unknown): unknown {
    if (this.#abandoned !== undefined) return this.#abandoned.reason;
    if (this.#sourceFailure !== undefined) return this.#sourceFailure.error;
    const refusal =
      error instanceof BodyError ? error : notDecodable(this.#codings.join(', '), this.#body, error);
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
