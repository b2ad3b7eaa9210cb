// A request body that is at hand and sent in slices, so that got's upload progress follows the wire.

/** Bytes of a slice: what got writes at once. */
const SLICE = 65_536;

/** Whether a body is long enough to be sent in slices. */
export function isStepwise(bytes: Uint8Array): boolean {
  return bytes.length > SLICE;
}

/**
 * A body that is sent in slices. got writes the same bytes; each of its writes is complete when the transport asks for
 * what follows them, which it does when the socket has taken them.
 */
export class StepwiseBody {
  /** Bytes in all. */
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

  /** got wrote as many bytes: `done` is called when they were sent. */
  wrote(bytes: number, done: () => void): void {
    this.#writtenBytes += bytes;
    this.#waiting = done;
    this.#look();
  }

  /** Lets all writes complete: the request is answered, or over. */
  release(): void {
    this.#released = true;
    this.#look();
  }

  /** The slices, from the beginning: once per attempt. */
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
    this.#look();
  }

  #look(): void {
    if (!this.#released && this.#sent < this.#writtenBytes) return;
    const done = this.#waiting;
    this.#waiting = undefined;
    done?.();
  }
}
