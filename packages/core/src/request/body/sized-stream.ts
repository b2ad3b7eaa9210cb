// A stream with a length that the caller states.

/** A stream as a request body, with the number of bytes that it must have. */
export class SizedStream {
  readonly stream: AsyncIterable<unknown>;
  /** The length in bytes. */
  readonly length: number;

  constructor(stream: AsyncIterable<unknown>, length: number) {
    this.stream = stream;
    this.length = length;
  }
}
