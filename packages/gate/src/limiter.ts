import {
  alarmsOf,
  OptionError,
  type Alarms,
  type AttemptScope,
  type Clock,
  type GateError,
  type HttpRequest,
} from '@sluice/core';
import { MeasuredSlot } from './adaptive/measured-slot.ts';
import type { ResolvedPass } from './call-options.ts';
import { publishGate } from './diagnostics.ts';
import { gateError, type GateErrorCode } from './gate-error.ts';
import { Heap } from './heap.ts';
import type { Host } from './host.ts';
import { Hosts } from './hosts.ts';
import type { ResolvedGate } from './options.ts';
import { Slot } from './slot.ts';
import { GateCounters, type GateKeyStats, type GateStats } from './stats.ts';
import { Waiter } from './waiter.ts';

/**
 * The state of a gate: who is under way, who waits, for which host. At any moment either nobody waits at a host, or
 * whoever is next there does not fit below its limit or the total.
 */
export class Limiter {
  readonly #options: ResolvedGate;
  readonly #hosts: Hosts;
  /** Hosts where the total alone holds the next waiter up; the one that holds the fewest slots first. */
  readonly #heldUp: Heap<Host> = new Heap<Host>(
    (a, b) => a.slots < b.slots || (a.slots === b.slots && a.turn < b.turn),
  );
  readonly #counters = new GateCounters();
  #clock: Clock | undefined;
  #alarms: Alarms | undefined;
  #turns = 0;

  constructor(options: ResolvedGate) {
    this.#options = options;
    this.#hosts = new Hosts(options);
  }

  /**
   * Every client that shares the gate must run on one clock, since their waits are compared.
   * @throws OptionError when it already runs on another.
   */
  useClock(clock: Clock): void {
    if (this.#clock !== undefined && this.#clock !== clock) {
      throw new OptionError('gate', 'clients that share a gate must share a clock');
    }
    this.#clock = clock;
    this.#alarms = alarmsOf(clock, true);
  }

  /** The host a request belongs to. @throws OptionError when the `key` option gives no string. */
  hostOf(request: HttpRequest): Host {
    return this.#hosts.open(this.#options.key(request), request.call.clock);
  }

  /** Takes a slot for an attempt when one is free and nobody is before. */
  take(host: Host, attempt: AttemptScope, weight: number): boolean {
    if (host.line.size > 0 || this.#heldUp.size > 0 || !this.#fits(host, weight)) return false;
    attempt.record.timings.gate = 0;
    this.#open(host, attempt, weight);
    publishGate('admitted', host, 0);
    return true;
  }

  /** Waits for a slot. Rejects with a GateError, or with the reason of the attempt's abort. */
  wait(host: Host, attempt: AttemptScope, pass: ResolvedPass): Promise<void> {
    if (attempt.aborted) return this.#turnAway(host, attempt.reason);
    const { line, limits } = host;
    const now = this.#now();
    const full = line.size >= limits.maxQueue;
    const swap = full && limits.maxQueue > 0 && host.overloaded(now);
    if ((full && !swap) || line.size >= (pass.maxQueue ?? Infinity)) {
      return this.#turnAway(host, this.#refusal(host, 'ERR_SLUICE_GATE_FULL', 0));
    }
    const waiter = new Waiter(this, host, attempt, pass, now, pass.queueTimeout ?? limits.queueTimeout);
    if (line.size === 0) host.waitingSince = now;
    line.push(waiter);
    this.#counters.waiting++;
    this.#counters.queued++;
    this.#alarms?.start(waiter, waiter.timeout, now);
    attempt.addAbortListener(waiter);
    publishGate('queued', host, 0);
    if (swap) this.#reject(line.stalest(), 'ERR_SLUICE_GATE_FULL');
    this.#serve(host);
    return waiter.admitted;
  }

  /** A waiter's attempt was aborted. */
  abandon(waiter: Waiter, reason: unknown): void {
    const { host } = waiter;
    const waited = this.#leave(waiter);
    this.#counters.abandoned++;
    waiter.reject(reason);
    publishGate('abandoned', host, waited);
    this.#serve(host);
  }

  /** A waiter's time is over. */
  expire(waiter: Waiter): void {
    const { host } = waiter;
    this.#reject(waiter, 'ERR_SLUICE_GATE_TIMEOUT');
    this.#serve(host);
  }

  /** An exchange ended. */
  release(slot: Slot): void {
    const { host, weight } = slot;
    host.running--;
    host.slots -= weight;
    this.#counters.running--;
    this.#counters.slots -= weight;
    publishGate('released', host, 0);
    this.#serve(host);
  }

  /** The limit of a host that adapts may be another now. */
  limitMayHaveChanged(host: Host): void {
    const { limit } = host;
    if (limit === host.lastLimit) return;
    host.lastLimit = limit;
    publishGate('limit', host, 0);
    this.#serve(host);
  }

  /** The gate at this moment. */
  stats(): GateStats {
    const keys = Object.create(null) as Record<string, GateKeyStats>;
    for (const { key, limit, running, slots, line } of this.#hosts.busy()) {
      keys[key] = { limit, running, slots, waiting: line.size };
    }
    return this.#counters.snapshot(keys);
  }

  #fits(host: Host, weight: number): boolean {
    return host.fits(weight) && this.#counters.slots + host.slotsFor(weight) <= this.#options.maxTotal;
  }

  /** Opens a slot; the attempt's end gives it back. */
  #open(host: Host, attempt: AttemptScope, weight: number): void {
    const slots = host.slotsFor(weight);
    host.running++;
    host.slots += slots;
    this.#counters.running++;
    this.#counters.slots += slots;
    this.#counters.admitted++;
    const { meter } = host;
    attempt.addEndListener(
      meter === undefined ? new Slot(this, host, slots) : new MeasuredSlot(this, host, slots, attempt, meter),
    );
  }

  /** Something changed at a host: whoever is next and fits goes on. A host with nobody left rests. */
  #serve(host: Host): void {
    if (this.#options.maxTotal === Infinity) {
      for (let next = this.#nextAt(host); next !== undefined; next = this.#nextAt(host)) this.#admit(next);
    } else {
      this.#holdUp(host);
      for (let first = this.#heldUp.first; first !== undefined; first = this.#heldUp.first) {
        const next = this.#nextAt(first);
        if (next === undefined) {
          // Under overload the newest is next: who that is, and whether it fits, changes with time too.
          this.#heldUp.remove(first);
          continue;
        }
        if (!this.#fits(first, next.pass.weight)) break;
        first.turn = ++this.#turns;
        this.#admit(next);
        this.#holdUp(first);
      }
    }
    this.#hosts.restIfIdle(host);
  }

  /** Who is next at a host and fits below its own limit. */
  #nextAt(host: Host): Waiter | undefined {
    if (host.line.size === 0) return undefined;
    const next = host.next(this.#now());
    return next !== undefined && host.fits(next.pass.weight) ? next : undefined;
  }

  /** Puts a host among those held up by the total alone, or takes it out, as it is now. */
  #holdUp(host: Host): void {
    if (this.#nextAt(host) === undefined) {
      this.#heldUp.remove(host);
      return;
    }
    if (host.heapIndex === -1) host.turn = ++this.#turns;
    this.#heldUp.set(host);
  }

  #admit(waiter: Waiter): void {
    const { host, attempt } = waiter;
    const waited = this.#leave(waiter);
    this.#open(host, attempt, waiter.pass.weight);
    this.#counters.waited(waited);
    waiter.resolve();
    publishGate('admitted', host, waited);
  }

  #reject(waiter: Waiter | undefined, code: GateErrorCode): void {
    if (waiter === undefined) return;
    const waited = this.#leave(waiter);
    waiter.reject(this.#refusal(waiter.host, code, waited, waiter.timeout));
  }

  /** Refuses who does not even join the line. */
  #turnAway(host: Host, reason: unknown): Promise<never> {
    this.#hosts.restIfIdle(host);
    return Promise.reject(reason);
  }

  #refusal(host: Host, code: GateErrorCode, waited: number, timeout?: number): GateError {
    this.#counters.refused(code);
    publishGate(code === 'ERR_SLUICE_GATE_FULL' ? 'full' : 'timeout', host, waited);
    return gateError(host, code, timeout);
  }

  #now(): number {
    return (this.#clock as Clock).now();
  }

  /** Takes a waiter out of the line; how long it was in it, in ms. */
  #leave(waiter: Waiter): number {
    const { attempt, host } = waiter;
    host.line.remove(waiter);
    waiter.stop();
    attempt.removeAbortListener(waiter);
    this.#counters.waiting--;
    const waited = this.#now() - waiter.joinedAt;
    attempt.record.timings.gate = waited;
    return waited;
  }
}
