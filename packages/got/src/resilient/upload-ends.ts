// The ends of the uploads of one call of got.

/**
 * The callbacks that end the uploads of a call. An upload that a redirect answered ends with the answer of the request
 * that follows it, so that it can still fail.
 */
export class UploadEnds {
  #held: (() => void)[] = [];

  /** An upload is over, but the call is not: keeps its end until {@link release}, or forever if the call fails. */
  hold(end: () => void): void {
    this.#held.push(end);
  }

  /** Ends an upload, and those held before. */
  release(end: () => void): void {
    for (const held of this.#held.splice(0)) held();
    end();
  }
}
