// The body of a response over HTTP/2 that its handler pauses.

/** Holds the pieces that arrive while the handler cannot take them: at most the window of a stream. */
export abstract class HeldBody {
  #paused = false;
  /** undefined if nothing is held. */
  #held: Buffer[] | undefined;
  /** The pieces will be passed on in the next tick. */
  #resuming = false;

  get paused(): boolean {
    return this.#paused;
  }

  /** Pauses the body; before the head of the response, once the body begins. */
  pause(): void {
    this.#paused = true;
  }

  /** Passes the body on again, from the next tick on. */
  resume(): void {
    this.#paused = false;
    if (!this.deliverable || this.#resuming) return;
    this.#resuming = true;
    process.nextTick(passOn, this);
  }

  protected get holds(): boolean {
    return this.#held !== undefined;
  }

  /** Passes a piece on, after those that are held, or holds it. */
  protected take(piece: Buffer): void {
    if (this.#paused || !this.deliverable || this.#held !== undefined) (this.#held ??= []).push(piece);
    else this.deliver(piece);
  }

  /** Passes on the pieces that are held, until the body is paused. @param all also then */
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

  /** Passes on what is held and lets the stream continue, unless the body is paused. */
  passOn(): void {
    this.#resuming = false;
    this.deliverHeld(false);
    if (!this.#paused && this.deliverable) this.proceed();
  }

  /** The handler has the head, and the exchange is not over. */
  protected abstract get deliverable(): boolean;

  /** Gives a piece to the handler. */
  protected abstract deliver(piece: Buffer): void;

  /** Nothing is held: lets the stream continue, or ends the response. */
  protected abstract proceed(): void;
}

function passOn(body: HeldBody): void {
  body.passOn();
}
