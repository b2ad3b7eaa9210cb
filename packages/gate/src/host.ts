import { Meter } from './adaptive/meter.ts';
import type { HeapItem } from './heap.ts';
import { Line } from './line.ts';
import { Link } from './list.ts';
import type { ResolvedGate, ResolvedLimits } from './options.ts';
import type { Waiter } from './waiter.ts';

/** What shares one limit, by default an origin. */
export class Host implements HeapItem {
  readonly key: string;
  readonly limits: ResolvedLimits;
  readonly line: Line;
  /** Exchanges under way. */
  running = 0;
  /** Slots they take: their weights together. */
  slots = 0;
  /** Since when somebody has been waiting without a break, on the clock's monotonic time. */
  waitingSince = 0;
  /** Orders hosts that hold equally many slots: who was served longer ago comes first. */
  turn = 0;
  heapIndex = -1;
  /** Its place among the hosts that have nothing to do. */
  readonly rest: Link<Host> = new Link<Host>(this);
  /** The limit as it was last made known. */
  lastLimit: number;

  /** Measures the exchanges when the limit adapts. */
  readonly meter: Meter | undefined;
  readonly #ceiling: number;

  /** @param now on the clock's monotonic time */
  constructor(key: string, options: ResolvedGate, now: number) {
    this.key = key;
    this.limits = options.limitsOf(key);
    this.line = new Line(options.ageing);
    this.#ceiling = Math.min(this.limits.maxPerHost, options.maxTotal);
    const { adaptive } = this.limits;
    this.meter = adaptive === false ? undefined : new Meter(adaptive, this.#ceiling, now);
    this.lastLimit = this.limit;
  }

  /** Slots at most, at this moment. */
  get limit(): number {
    return this.meter === undefined ? this.#ceiling : Math.min(this.meter.limit, this.#ceiling);
  }

  /** What an exchange takes: more than the limit counts as the limit, or it could never run. */
  slotsFor(weight: number): number {
    return Math.min(weight, this.limit);
  }

  /** Whether an exchange of that weight fits below the host's own limit now. */
  fits(weight: number): boolean {
    return this.slots + this.slotsFor(weight) <= this.limit;
  }

  /** Whether the newest are served first at this moment. */
  overloaded(now: number): boolean {
    return this.line.size > 0 && now - this.waitingSince >= this.limits.lifoAfter;
  }

  /** Who is served next. */
  next(now: number): Waiter | undefined {
    return this.overloaded(now) ? this.line.newest() : this.line.first();
  }
}
