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
  /** Breaks the exchange off. */
  destroy(reason: unknown): void;
}

/** The chunks of that body which have arrived and were not read. */
export interface DrainedBuffer {
  /** Whether the connection was ever paused: its pace was then not the peer's alone. */
  readonly wasPaused: boolean;
  /** Throws the chunks away. @returns their bytes */
  throwAway(): number;
}

/** Time in ms a body must have been coming before its rate says anything. */
const LEAST_SAMPLE = 10;

/** One drain under way: counts bytes, holds the timer of its bound, reports how it went. */
export class Draining {
  readonly done: Promise<DrainResult>;
  readonly #body: DrainedBody;
  readonly #buffer: DrainedBuffer;
  readonly #attempt: AttemptScope;
  readonly #bound: DrainBound;
  readonly #startedAt: number;
  readonly #discarded: number;
  #read = 0;
  #timer: Timer | undefined;
  #over: DrainOutcome | undefined;
  #resolve!: (result: DrainResult) => void;

  /** @param buffer what was already here, and costs nothing to throw away */
  constructor(body: DrainedBody, attempt: AttemptScope, bound: DrainBound, buffer: DrainedBuffer) {
    this.#body = body;
    this.#buffer = buffer;
    this.#discarded = buffer.throwAway();
    this.#attempt = attempt;
    this.#bound = bound;
    this.#startedAt = attempt.call.clock.now();
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** False when it is over before it began: the bound is zero, or the declared length is over it. */
  begin(declaredLength: number | undefined): boolean {
    const { bytes } = this.#bound;
    const time = drainTime(this.#bound, this.#attempt.record.connection?.setupTime ?? 0);
    const left = declaredLength === undefined ? 0 : declaredLength - this.#body.received;
    if (left > bytes || (this.#bound.time === 'auto' && left > this.#reach(time))) this.#giveUp('length');
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

  /** Bytes that will come within a time if they go on coming as they came; Infinity as long as nobody can tell. */
  #reach(time: number): number {
    const elapsed = this.#startedAt - this.#body.headAt;
    return elapsed < LEAST_SAMPLE || this.#buffer.wasPaused
      ? Infinity
      : (this.#body.received / elapsed) * time;
  }

  add(bytes: number): void {
    this.#read += bytes;
    if (this.#read > this.#bound.bytes) this.#giveUp('bytes');
  }

  end(outcome: DrainOutcome, connectionKept: boolean): void {
    const { clock } = this.#attempt.call;
    if (this.#timer !== undefined) clock.clearTimer(this.#timer);
    const result: DrainResult = {
      outcome: this.#over ?? outcome,
      bytes: this.#discarded + this.#read,
      time: clock.now() - this.#startedAt,
      connectionKept,
    };
    this.#attempt.record.drain = result;
    this.#attempt.call.countDrain(result);
    publishDrain(this.#attempt.record, result);
    this.#resolve(result);
  }

  #giveUp(outcome: DrainOutcome): void {
    this.#over = outcome;
    this.#body.destroy(
      new BodyError('ERR_SLUICE_BODY_DISCARDED', `the body was discarded; its drain ended by '${outcome}'`),
    );
  }
}
