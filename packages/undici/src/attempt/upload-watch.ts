// Ends uploads that the server stopped reading.
import type { Clock } from '@sluice/core';
import { Alarm, alarmsOf, type AbortListener } from '@sluice/core/plugin';
import { stalledUpload, type Upload } from '@sluice/core/transport';
import type { WireConnection } from '../connection/wire-connection.ts';

/** How often the progress within a piece is checked during the limit. */
const CHECKS_PER_LIMIT = 4;

/**
 * Ends an upload that the server stopped reading. If the connection reports its unsent bytes, they show the progress;
 * otherwise the limit holds for each piece.
 */
export class UploadWatch extends Alarm {
  readonly #upload: Upload;
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #owner: AbortListener;
  readonly #connection: Pick<WireConnection, 'unsentBytes'>;
  #unsent: number | undefined;

  /**
   * @param limit how long the server may read nothing, in ms
   * @param owner aborted when the limit has passed
   */
  constructor(
    upload: Upload,
    limit: number,
    clock: Clock,
    owner: AbortListener,
    connection: Pick<WireConnection, 'unsentBytes'>,
  ) {
    super();
    this.#upload = upload;
    this.#limit = limit;
    this.#clock = clock;
    this.#owner = owner;
    this.#connection = connection;
  }

  /** Starts the limit, when the upload begins. */
  begin(): void {
    this.#watch(this.#limit);
  }

  /** Ends the limit and closes the source of the upload, which may be waiting to write its next piece. */
  end(): void {
    this.stop();
    void this.#upload.return();
  }

  onTime(): void {
    const { unsentBytes: unsent } = this.#connection;
    if (unsent !== this.#unsent) {
      this.#unsent = unsent;
      this.#upload.advance();
    }
    const left = this.#upload.timeLeft(this.#limit);
    if (left > 0) this.#watch(left);
    else this.#owner.onAbort(stalledUpload(this.#limit));
  }

  #watch(left: number): void {
    const checks = this.#connection.unsentBytes === undefined ? 1 : CHECKS_PER_LIMIT;
    alarmsOf(this.#clock, true).start(this, Math.min(left, this.#limit / checks));
  }
}
