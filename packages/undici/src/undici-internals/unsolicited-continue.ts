const ZERO = 0x30;
const ONE = 0x31;
const TWO = 0x32;
const CR = 0x0d;
const LF = 0x0a;

/** Where the digits of the status are in a head: `HTTP/1.1 100`. */
const FIRST_DIGIT = 9;

/** Told of the heads of a response as they come. */
export interface ContinueListener {
  /** A 100 came. */
  onContinue(): void;
  /** The final head begins. */
  onFinalHead(): void;
}

/**
 * Shows the parser a 100 that nobody asked for as a 102: a client has to take one and may ignore it (RFC 9110 section
 * 15.2), while undici ends the connection at it. It looks at the bytes a socket has read, from the start of a response to
 * its final head.
 */
export class LoneContinue {
  #looking = false;
  /** Bytes of the head that were seen. */
  #at = 0;
  /** The second digit is 0. */
  #zero = false;
  /** Bytes of the blank line after the head that were seen. */
  #blank = 0;
  /** The head is that of a 100. */
  #continues = false;
  #listener: ContinueListener | undefined;

  /** A response comes next. @param listener told of its heads */
  begin(listener?: ContinueListener): void {
    this.#listener = listener;
    this.#looking = true;
    this.#continues = false;
    this.#at = 0;
    this.#blank = 0;
  }

  /** Looks at bytes that the parser is about to be given, and may change one. */
  look(bytes: Uint8Array): void {
    if (!this.#looking) return;
    // Nearly always it is the final answer, whole.
    if (this.#at === 0 && bytes.length > FIRST_DIGIT && bytes[FIRST_DIGIT] !== ONE) this.#final();
    for (let index = 0; this.#looking && index < bytes.length; index++) this.#step(bytes, index);
  }

  #step(bytes: Uint8Array, index: number): void {
    const byte = bytes[index] as number;
    const at = this.#at++;
    if (at === FIRST_DIGIT && byte !== ONE) this.#final();
    else if (at === FIRST_DIGIT + 1) this.#zero = byte === ZERO;
    else if (at === FIRST_DIGIT + 2 && this.#zero && byte === ZERO) {
      bytes[index] = TWO;
      this.#continues = true;
    }
    if (byte === (this.#blank % 2 === 0 ? CR : LF)) this.#blank++;
    else this.#blank = byte === CR ? 1 : 0;
    if (this.#blank < 4) return;
    this.#at = 0;
    this.#blank = 0;
    if (this.#continues) this.#listener?.onContinue();
    this.#continues = false;
  }

  #final(): void {
    this.#looking = false;
    this.#listener?.onFinalHead();
  }
}
