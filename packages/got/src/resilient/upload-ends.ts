// The pending ends of the uploads of one call of got.

/**
 * The callbacks that end the uploads of a call. If the response to an upload is a redirect, the upload ends with the response
 * to the next request, so that it can still fail.
 */
export class UploadEnds {
  #held: (() => void)[] = [];

  /** Keeps the end of an upload whose call continues, until {@link release}. If the call fails, the callback is not called. */
  hold(end: () => void): void {
    this.#held.push(end);
  }

  /** Ends an upload, after those that were held. */
  release(end: () => void): void {
    for (const held of this.#held.splice(0)) held();
    end();
  }
}
