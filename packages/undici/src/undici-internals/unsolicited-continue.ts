// Hides unrequested 100 responses from undici, which would close the connection.
// Checked on undici 8.12.0 and 8.13.1.

const ZERO = 0x30;
const ONE = 0x31;
const TWO = 0x32;
const CR = 0x0d;
const LF = 0x0a;

/** The index of the first digit of the status in a head: `HTTP/1.1 100`. */
const FIRST_DIGIT = 9;

/** Notified of the heads of a response. */
export interface ContinueListener {
  /** A 100 arrived. */
  onContinue(): void;
  /** The final head begins. */
  onFinalHead(): void;
}

/**
 * Changes each 100 into a 102 before the parser reads it: a client must accept a 100 that it did not request, and may
 * ignore it (RFC 9110 section 15.2), but undici closes the connection. Reads the bytes of a socket from the start of a
 * response to its final head. If a version of undici accepts a 100, this changes nothing for callers.
 */
export class UnsolicitedContinue {
  #looking = false;
  /** Bytes of the head so far. */
  #at = 0;
  /** The second digit is 0. */
  #zero = false;
  /** Bytes of the blank line after the head so far. */
  #blank = 0;
  /** The head is that of a 100. */
  #continues = false;
  #listener: ContinueListener | undefined;

  /** The next bytes are a response. @param listener notified of its heads */
  begin(listener?: ContinueListener): void {
    this.#listener = listener;
    this.#looking = true;
    this.#continues = false;
    this.#at = 0;
    this.#blank = 0;
  }

  /** Reads bytes before the parser does, and may change one of them. */
  look(bytes: Uint8Array): void {
    if (!this.#looking) return;
    // The usual case: a final head, in one piece.
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
