// The state of a response body while it arrives.
import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import { attachCall } from '../../errors/base.ts';
import type { BodyBuffer } from './body-buffer.ts';
import { alreadyRead, discarded } from './body-errors.ts';
import type { BodyReader } from './body-reader.ts';
import { BodyTimes } from './body-times.ts';

/** The use of a body: none yet, reading by chunks, reading as a whole, or a drain. */
type Use = 'none' | 'read' | 'collect' | 'drain';

/** The state of a response body; {@link ResponseBody} changes it. */
export class BodyState extends BodyTimes {
  /** The `content-length`, if the peer declared one and the response has a body. */
  readonly declaredLength: number | undefined;
  #closeDelimited = false;
  /** Bytes received so far, before decoding. */
  received = 0;
  /** Whether the whole body has arrived, read or not. */
  complete = false;
  /** Whether the buffered body was decoded already. */
  decoded = false;
  protected readonly attempt: AttemptScope;
  protected readonly buffer: BodyBuffer;
  protected use: Use = 'none';
  protected failure: { readonly error: unknown } | undefined;
  /** The error of a read after the drain. */
  protected discardReason: unknown;
  /** The reader that is notified of the failure or the drain of the body. */
  protected reader: BodyReader | undefined;

  constructor(attempt: AttemptScope, declaredLength: number | undefined, buffer: BodyBuffer) {
    super(attempt.call.clock.now());
    this.attempt = attempt;
    this.declaredLength = declaredLength;
    this.buffer = buffer;
  }

  /** Whether a reader of chunks has claimed it. */
  get claimed(): boolean {
    return this.use === 'read';
  }

  /** True once the exchange is over: no byte follows, and its connection was released or destroyed. */
  get settled(): boolean {
    return this.complete || this.failure !== undefined;
  }

  /** True once the body was claimed by a reader or drained. */
  get used(): boolean {
    return this.use !== 'none';
  }

  /** True once the rest of the body is drained or was discarded. */
  get drained(): boolean {
    return this.use === 'drain';
  }

  /** Whether bytes have arrived that the reader may still read. */
  get hasUnread(): boolean {
    return this.buffer.bytes > 0 || this.reader?.done === false;
  }

  /** False if the body ends with its connection, so that a body cut short looks complete. */
  get lengthKnown(): boolean {
    return !this.#closeDelimited;
  }

  /** For the transport: the end of the connection is the end of the body. Call it before the response is passed on. */
  endWithConnection(): void {
    this.#closeDelimited = true;
  }

  /** For its reader: a read is pending, so that the reader does not stall. */
  readerResumed(): void {
    this.stalledAt = Infinity;
  }

  /** For its reader: no read is pending, though the body may continue. */
  readerPaused(): void {
    if (this.buffer.bytes > 0 || this.complete) this.stall();
  }

  /** Attaches the reader of a claimed body, which is notified when the body fails or is drained. */
  attachReader(reader: BodyReader): void {
    this.reader = reader;
  }

  /** Records that bytes wait while the reader of the body has no read pending. */
  protected stall(): void {
    if (this.use === 'read' && this.reader?.reading !== true) this.stalledAt = this.now();
  }

  /** The clock's monotonic time. */
  protected now(): number {
    return this.attempt.call.clock.now();
  }

  /** The error of a read of a body that was used before. */
  protected usedError(): unknown {
    return this.use === 'drain'
      ? (this.discardReason ??= attachCall(discarded(), this.attempt))
      : attachCall(alreadyRead(this.attempt.call.bodyReader), this.attempt);
  }
}
