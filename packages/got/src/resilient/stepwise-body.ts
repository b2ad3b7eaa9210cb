// A request body in memory that is sent in slices, so that got's upload progress follows the wire.

/** Bytes of a slice, equal to those of one write of got. */
const SLICE = 65_536;

/** Whether a body is long enough to be sent in slices. */
export function isStepwise(bytes: Uint8Array): boolean {
  return bytes.length > SLICE;
}

/**
 * A body that is sent in slices. got writes the same bytes; each of its writes completes when the transport requests the
 * next slice, which it does when the socket has accepted the previous one.
 */
export class StepwiseBody {
  /** The length of the body in bytes. */
  readonly length: number;
  readonly #bytes: Uint8Array;
  #sent = 0;
  #writtenBytes = 0;
  #released = false;
  #waiting: (() => void) | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.length = bytes.length;
  }

  /** Called when got has written further bytes. @param done called when they were sent */
  wrote(bytes: number, done: () => void): void {
    this.#writtenBytes += bytes;
    this.#waiting = done;
    this.#completeWrite();
  }

  /** Completes all writes, when the response has arrived or the request has ended. */
  release(): void {
    this.#released = true;
    this.#completeWrite();
  }

  /** The slices from the beginning. Called once per attempt. */
  async *slices(): AsyncGenerator<Uint8Array> {
    const { length } = this;
    for (let from = 0; from < length; from += SLICE) {
      this.#reached(from);
      yield this.#bytes.subarray(from, Math.min(from + SLICE, length));
    }
    this.#reached(length);
  }

  #reached(offset: number): void {
    if (offset <= this.#sent) return;
    this.#sent = offset;
    this.#completeWrite();
  }

  /** Completes got's pending write if its bytes were sent. */
  #completeWrite(): void {
    if (!this.#released && this.#sent < this.#writtenBytes) return;
    const done = this.#waiting;
    this.#waiting = undefined;
    done?.();
  }
}
