import { TimeoutError, type Clock } from '@sluice/core';
import { Alarm, alarmsOf, type AbortListener } from '@sluice/core/plugin';
import type { Upload } from '@sluice/core/transport';

/** What is said of an upload the server stopped to take; its limit is that of the response's headers. */
const STALLED = 'timeout.responseHeader: the server took no more of the request body';

/** Ends an upload that the server has stopped to take: the limit is for each piece of it. */
export class UploadWatch extends Alarm {
  readonly #upload: Upload;
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #owner: AbortListener;

  /**
   * @param limit how long the server may take nothing, in ms
   * @param owner who is told to break off
   */
  constructor(upload: Upload, limit: number, clock: Clock, owner: AbortListener) {
    super();
    this.#upload = upload;
    this.#limit = limit;
    this.#clock = clock;
    this.#owner = owner;
  }

  /** The upload begins. */
  begin(): void {
    this.#watch(this.#limit);
  }

  /** Nobody takes it any more: who writes it may be waiting for its next piece. */
  end(): void {
    this.stop();
    void this.#upload.return();
  }

  onTime(): void {
    const left = this.#upload.timeLeft(this.#limit);
    if (left > 0) this.#watch(left);
    else this.#owner.onAbort(new TimeoutError('responseHeader', this.#limit, STALLED));
  }

  #watch(after: number): void {
    alarmsOf(this.#clock, true).start(this, after);
  }
}
