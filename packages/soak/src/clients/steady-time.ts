// Time that stops while the process is suspended.

/** The resolution, in ms. */
const TICK = 50;

/**
 * Time that advances only while the process runs, so that a busy machine makes no call late. CPU time of the process counts
 * in full, even if it blocked the event loop.
 */
export class SteadyTime implements Disposable {
  #now = 0;
  #last = performance.now();
  #cpu = process.cpuUsage();
  readonly #alarms = new Set<{ readonly due: number; readonly ring: () => void }>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#tick(), TICK);
    this.#timer.unref();
  }

  /** The time in ms. */
  get now(): number {
    return this.#now;
  }

  /** Calls `ring` after `ms`. @returns a function that cancels it */
  after(ms: number, ring: () => void): () => void {
    const alarm = { due: this.#now + ms, ring };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#alarms.clear();
  }

  #tick(): void {
    const real = performance.now();
    const { user, system } = process.cpuUsage(this.#cpu);
    const worked = (user + system) / 1_000;
    this.#now += Math.min(real - this.#last, Math.max(2 * TICK, worked));
    this.#last = real;
    this.#cpu = process.cpuUsage();
    for (const alarm of this.#alarms) {
      if (alarm.due > this.#now) continue;
      this.#alarms.delete(alarm);
      alarm.ring();
    }
  }
}
