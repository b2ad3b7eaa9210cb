// The body of a response over HTTP/2 that its handler pauses.

/** Holds the pieces that arrive while the body is paused or before its head: at most the window of a stream. */
export abstract class HeldBody {
  #paused = false;
  /** undefined if nothing is held. */
  #held: Buffer[] | undefined;
  /** The pieces will be passed on in the next tick. */
  #resuming = false;

  get paused(): boolean {
    return this.#paused;
  }

  /** Pauses the body. Before the head of the response, the pause takes effect when the body begins. */
  pause(): void {
    this.#paused = true;
  }

  /** Ends the pause: held and further pieces are passed on, from the next tick on. */
  resume(): void {
    this.#paused = false;
    if (!this.deliverable || this.#resuming) return;
    this.#resuming = true;
    process.nextTick(passOn, this);
  }

  protected get holds(): boolean {
    return this.#held !== undefined;
  }

  /** Passes a piece on. Holds it if the body is paused or other pieces are held. */
  protected take(piece: Buffer): void {
    if (this.#paused || !this.deliverable || this.#held !== undefined) (this.#held ??= []).push(piece);
    else this.deliver(piece);
  }

  /** Passes on the held pieces, until the body is paused. @param all whether to continue even then */
  protected deliverHeld(all: boolean): void {
    const held = this.#held;
    if (held === undefined) return;
    let count = 0;
    for (const piece of held) {
      if (!this.deliverable || (this.#paused && !all)) break;
      count++;
      this.deliver(piece);
    }
    this.#held = count === held.length ? undefined : held.slice(count);
  }

  /** Passes on the held pieces and lets the stream continue, unless the body is paused. */
  passOn(): void {
    this.#resuming = false;
    this.deliverHeld(false);
    if (!this.#paused && this.deliverable) this.proceed();
  }

  /** Whether the handler has the head, and the exchange has not ended. */
  protected abstract get deliverable(): boolean;

  /** Passes a piece to the handler. */
  protected abstract deliver(piece: Buffer): void;

  /** Called when nothing is held: lets the stream continue, or ends the response. */
  protected abstract proceed(): void;
}

function passOn(body: HeldBody): void {
  body.passOn();
}
