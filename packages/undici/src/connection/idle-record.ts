import type { IdleLesson } from './learned-idle-limit.ts';

/** When one connection was idle, and what its destination learns when the server closes it. */
export class IdleRecord {
  /** When its last exchange ended; 0 before the first and while one runs. */
  since = 0;
  /** How long the server keeps it by its last response, less a margin, in ms. */
  hint: number | undefined;
  readonly #lesson: IdleLesson;
  #exchanges = 0;
  #lastEnd = 0;

  constructor(lesson: IdleLesson) {
    this.#lesson = lesson;
  }

  /** How long it may be idle, in ms: by the hint, and by what the destination taught. */
  get limit(): number | undefined {
    const { limit } = this.#lesson;
    return limit === Infinity ? this.hint : Math.min(limit, this.hint ?? Infinity);
  }

  /** An exchange begins. */
  begin(): void {
    this.#exchanges++;
    this.since = 0;
  }

  /** It has ended well. */
  end(now: number): void {
    this.since = this.#lastEnd = now;
    if (this.#exchanges > 1) this.#lesson.early.reused();
  }

  /**
   * The connection closed, and the pool did not ask for it.
   * @param error what its socket failed with; undefined when it was closed at this end
   */
  closed(error: unknown): void {
    const idle = this.since > 0;
    if (idle) this.#lesson.closedIdle(this.since);
    const early = this.#exchanges === 1 ? idle : this.#exchanges === 2 && !idle && error !== undefined;
    if (early) this.#lesson.closedEarly(this.#lastEnd);
  }
}
