import { Alarm, type AbortListener, type AttemptScope } from '@sluice/core';
import type { ResolvedPass } from './call-options.ts';
import type { Host } from './host.ts';
import type { Limiter } from './limiter.ts';
import { Link } from './list.ts';

/** An attempt that waits for a slot, in the line of its host; the alarm is the bound of its wait. */
export class Waiter extends Alarm implements AbortListener {
  readonly host: Host;
  readonly attempt: AttemptScope;
  readonly pass: ResolvedPass;
  /** When it joined the line, on the clock's monotonic time. */
  readonly joinedAt: number;
  /** How long it may wait, in ms. */
  readonly timeout: number;
  /** Its place in the line. */
  readonly place: Link<Waiter> = new Link<Waiter>(this);
  /** Fulfilled when its turn has come and it has its slot. */
  readonly admitted: Promise<void>;
  /** Lets it go on with a slot. */
  resolve!: () => void;
  /** Ends its wait without one. */
  reject!: (reason: unknown) => void;
  readonly #limiter: Limiter;

  constructor(
    limiter: Limiter,
    host: Host,
    attempt: AttemptScope,
    pass: ResolvedPass,
    joinedAt: number,
    timeout: number,
  ) {
    super();
    this.#limiter = limiter;
    this.host = host;
    this.attempt = attempt;
    this.pass = pass;
    this.joinedAt = joinedAt;
    this.timeout = timeout;
    this.admitted = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** It waited too long. */
  onTime(): void {
    this.#limiter.expire(this);
  }

  /** The attempt was aborted: it leaves the line at once. */
  onAbort(reason: unknown): void {
    this.#limiter.abandon(this, reason);
  }
}
