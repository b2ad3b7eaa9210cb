// A 100 that was not requested, which undici does not accept.

const ZERO = 0x30;
const ONE = 0x31;
const TWO = 0x32;
const CR = 0x0d;
const LF = 0x0a;

/** The position of the status in a head: `HTTP/1.1 100`. */
const FIRST_DIGIT = 9;

/** Notified of the heads of a response. */
export interface ContinueListener {
  /** A 100 arrived. */
  onContinue(): void;
  /** The final head begins. */
  onFinalHead(): void;
}

/**
 * Changes an unsolicited 100 to a 102 for the parser: a client must accept it (RFC 9110 section 15.2), but undici ends the
 * connection. Reads the bytes of a socket from the start of a response to its final head.
 */
export class UnsolicitedContinue {
  #looking = false;
  /** The bytes of the head read so far. */
  #at = 0;
  /** Whether the second digit is 0. */
  #zero = false;
  /** The bytes of the blank line after the head read so far. */
  #blank = 0;
  /** Whether the head is that of a 100. */
  #continues = false;
  #listener: ContinueListener | undefined;

  /** A response follows. @param listener notified of its heads */
  begin(listener?: ContinueListener): void {
    this.#listener = listener;
    this.#looking = true;
    this.#continues = false;
    this.#at = 0;
    this.#blank = 0;
  }

  /** Reads bytes before the parser gets them, and may change one of them. */
  look(bytes: Uint8Array): void {
    if (!this.#looking) return;
    // Nearly always, the bytes are the final response.
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
