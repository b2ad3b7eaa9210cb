// One drain of a response body.
import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import type { Timer } from '../../time/clock.ts';
import type { DrainBound } from '../../options/bounds.ts';
import type { DrainOutcome, DrainResult } from '../../history/drain-result.ts';
import { BodyError } from '../../errors/body-error.ts';
import { publishDrain } from './drain-channel.ts';
import { drainTime } from './drain-time.ts';

/** The body that is drained. */
export interface DrainedBody {
  /** Bytes received so far. */
  readonly received: number;
  /** When the headers had arrived, on the clock's monotonic time. */
  readonly headAt: number;
  /** Aborts the exchange. */
  destroy(reason: unknown): void;
}

/** The chunks of that body that have arrived and were not read. */
export interface DrainedBuffer {
  /** Whether the connection was ever paused: then not only the peer determined the pace of the body. */
  readonly wasPaused: boolean;
  /** Discards the chunks. @returns their bytes */
  discard(): number;
}

/** The shortest time after the headers, in ms, from which the rate of a body is estimated. */
const MIN_SAMPLE_MS = 10;

/** A drain in progress: counts bytes, limits them and the time, and reports the result. */
export class BodyDrain {
  /** Resolves with the result. */
  readonly done: Promise<DrainResult>;
  readonly #body: DrainedBody;
  readonly #buffer: DrainedBuffer;
  readonly #attempt: AttemptScope;
  readonly #bound: DrainBound;
  readonly #startedAt: number;
  readonly #discarded: number;
  #read = 0;
  #timer: Timer | undefined;
  /** The part of the bound that was reached. */
  #reached: DrainOutcome | undefined;
  #resolve!: (result: DrainResult) => void;

  /** @param buffer the chunks that have arrived already, to which the bound does not apply */
  constructor(body: DrainedBody, attempt: AttemptScope, bound: DrainBound, buffer: DrainedBuffer) {
    this.#body = body;
    this.#buffer = buffer;
    this.#discarded = buffer.discard();
    this.#attempt = attempt;
    this.#bound = bound;
    this.#startedAt = attempt.call.clock.now();
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Starts reading. @returns false if nothing is read: the bound is zero, or the declared length exceeds it */
  begin(declaredLength: number | undefined): boolean {
    const { bytes } = this.#bound;
    const time = drainTime(this.#bound, this.#attempt.record.connection?.setupTime ?? 0);
    const left = declaredLength === undefined ? 0 : declaredLength - this.#body.received;
    const tooLong = left > bytes || (this.#bound.time === 'auto' && left > this.#expectedBytes(time));
    if (tooLong) this.#giveUp('length');
    else if (bytes === 0) this.#giveUp('bytes');
    else if (time === 0) this.#giveUp('time');
    else {
      if (time !== Infinity) {
        this.#timer = this.#attempt.call.clock.setTimer(time, () => this.#giveUp('time'));
      }
      return true;
    }
    return false;
  }

  /** The bytes that arrive within a time at the present rate; Infinity if the rate is unknown. */
  #expectedBytes(time: number): number {
    const elapsed = this.#startedAt - this.#body.headAt;
    return elapsed < MIN_SAMPLE_MS || this.#buffer.wasPaused
      ? Infinity
      : (this.#body.received / elapsed) * time;
  }

  /** Counts bytes that were read and discarded. */
  add(bytes: number): void {
    this.#read += bytes;
    if (this.#read > this.#bound.bytes) this.#giveUp('bytes');
  }

  /** Reports the end of the body. If the bound was reached, that is the outcome. */
  end(outcome: DrainOutcome, connectionKept: boolean): void {
    const { clock } = this.#attempt.call;
    if (this.#timer !== undefined) clock.clearTimer(this.#timer);
    const result: DrainResult = {
      outcome: this.#reached ?? outcome,
      bytes: this.#discarded + this.#read,
      time: clock.now() - this.#startedAt,
      connectionKept,
    };
    this.#attempt.record.drain = result;
    this.#attempt.call.countDrain(result);
    publishDrain(this.#attempt, result);
    this.#resolve(result);
  }

  #giveUp(outcome: DrainOutcome): void {
    this.#reached = outcome;
    this.#body.destroy(
      new BodyError('ERR_SLUICE_BODY_DISCARDED', `the body was discarded; its drain ended by '${outcome}'`),
    );
  }
}
