import { Meter } from '../../src/adaptive/meter.ts';
import type { AdaptiveLimit } from '../../src/index.ts';

/** A server whose workers serve one exchange each at a time, first come first served. */
export interface ServerModel {
  /** Workers. */
  capacity: number;
  /** How long a worker is busy with one exchange, in ms. */
  service: number;
  /** Exchanges that may wait for a worker; further ones are answered 503 at once. */
  backlog: number;
}

interface Exchange {
  readonly startedAt: number;
  readonly endsAt: number;
  readonly inUse: number;
  readonly dropped: boolean;
}

/** Simulates a load that always uses the whole limit of a modelled server, in virtual time. */
export class Simulation {
  readonly server: ServerModel;
  readonly #meter: Meter;
  readonly #demand: number;
  readonly #random: () => number;
  #now = 0;
  #inFlight: Exchange[] = [];
  #freeAt: number[] = [];

  /** @param demand exchanges that would run without a limit */
  constructor(adaptive: AdaptiveLimit, server: ServerModel, demand = Infinity) {
    this.server = server;
    this.#meter = new Meter(adaptive, 1_000, 0);
    this.#demand = demand;
    this.#random = seeded(7);
  }

  /** Lets time pass. @returns the limits, one per second */
  run(seconds: number): number[] {
    const limits: number[] = [];
    for (let second = 0; second < seconds; second++) {
      this.#runUntil(this.#now + 1_000);
      limits.push(this.#meter.limit);
    }
    return limits;
  }

  #runUntil(end: number): void {
    for (;;) {
      while (this.#inFlight.length < Math.min(this.#meter.limit, this.#demand)) this.#start();
      const next = this.#inFlight.reduce((first, one) => (one.endsAt < first.endsAt ? one : first));
      if (next.endsAt > end) break;
      this.#now = next.endsAt;
      this.#inFlight = this.#inFlight.filter((one) => one !== next);
      const latency = next.dropped ? undefined : next.endsAt - next.startedAt;
      this.#meter.add(this.#now, latency, next.inUse, next.dropped);
    }
    this.#now = end;
  }

  #start(): void {
    const { capacity, service, backlog } = this.server;
    const free = this.#freeAt.filter((at) => at > this.#now).toSorted((a, b) => a - b);
    const dropped = free.length >= capacity + backlog;
    // A refusal takes time too; otherwise the simulation would not advance.
    const startsAt = free.length < capacity ? this.#now : (free[free.length - capacity] as number);
    const endsAt = dropped ? this.#now + 5 : startsAt + service * (0.8 + 0.4 * this.#random());
    if (!dropped) this.#freeAt = [...free, endsAt];
    this.#inFlight.push({ startedAt: this.#now, endsAt, inUse: this.#inFlight.length + 1, dropped });
  }
}

/** A small seeded random generator (mulberry32), so that runs are repeatable. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
