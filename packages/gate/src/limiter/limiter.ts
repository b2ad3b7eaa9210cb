// The state of a gate: which exchanges run, which attempts wait, and which attempt is admitted next.
import { OptionError, type Clock, type HttpRequest } from '@sluice/core';
import type { Dispatch, ResponseHandler } from '@sluice/core/internal';
import { alarmsOf, type Alarms, type AttemptScope, type CallScope } from '@sluice/core/plugin';
import { Heap } from '../collections/heap.ts';
import { publishGate } from '../diagnostics.ts';
import type { GateError, GateErrorCode } from '../gate-error.ts';
import type { ResolvedCallRules } from '../options/call-options.ts';
import type { ResolvedGate } from '../options/gate-options.ts';
import { GateCounters, type GateKeyStats, type GateStats } from '../stats.ts';
import type { Host, HostOwner } from './host.ts';
import { Hosts } from './hosts.ts';
import { refusal } from './refusal.ts';
import { Waiter } from './waiter.ts';

/**
 * Grants slots. Invariant after each method: a host has no waiter, or its next waiter does not fit below the host's
 * limit or below the total.
 */
export class Limiter implements HostOwner {
  readonly #options: ResolvedGate;
  readonly #hosts: Hosts;
  /** Hosts whose next waiter fits below their own limit and waits for the total; the fewest slots first. */
  readonly #waitingForTotal: Heap<Host> = new Heap<Host>(
    (a, b) => a.slots < b.slots || (a.slots === b.slots && a.turn < b.turn),
  );
  readonly #counters = new GateCounters();
  #clock: Clock | undefined;
  #alarms: Alarms | undefined;
  #turns = 0;

  constructor(options: ResolvedGate) {
    this.#options = options;
    this.#hosts = new Hosts(this, options);
  }

  /**
   * Sets the clock. Clients that share a gate must share a clock, since their waits are compared.
   * @throws OptionError when the limiter already uses another clock.
   */
  useClock(clock: Clock): void {
    if (this.#clock !== undefined && this.#clock !== clock) {
      throw new OptionError('gate', "clients that share a gate must have the same option 'clock'");
    }
    this.#clock = clock;
    this.#alarms = alarmsOf(clock, true);
  }

  /** The host of a request. @throws OptionError if the option `key` returns no string */
  hostOf(request: HttpRequest): Host {
    return this.#hosts.get(this.#options.key(request), request.call.clock);
  }

  /** Takes a slot for an attempt. @returns false if no slot is free, or if other attempts wait */
  tryAdmit(host: Host, attempt: AttemptScope, weight: number): boolean {
    if (host.waiting > 0 || this.#waitingForTotal.size > 0 || !this.#fits(host, weight)) return false;
    attempt.record.timings.gate = 0;
    this.#occupy(host, attempt, weight);
    publishGate('admitted', host, 0, attempt.call);
    return true;
  }

  /** Sends a request when it has its slot. Otherwise, the handler gets a GateError or the reason of an abort. */
  wait(
    host: Host,
    rules: ResolvedCallRules,
    request: HttpRequest,
    handler: ResponseHandler,
    next: Dispatch,
  ): void {
    const { attempt } = request;
    if (attempt.aborted) return this.#refuseAtOnce(host, handler, attempt.reason);
    const { waiters, limits } = host;
    const now = attempt.now();
    const full = waiters.size >= limits.maxQueue;
    const dropStalest = full && limits.maxQueue > 0 && host.overloaded(now);
    if ((full && !dropStalest) || waiters.size >= (rules.maxQueue ?? Infinity)) {
      const error = this.#refuse(host, attempt.call, 'ERR_SLUICE_GATE_FULL', 0);
      return this.#refuseAtOnce(host, handler, error);
    }
    const timeout = rules.queueTimeout ?? limits.queueTimeout;
    const waiter = new Waiter(host, request, handler, next, rules, now, timeout);
    if (waiters.size === 0) host.waitingSince = now;
    waiters.push(waiter);
    this.#counters.waiting++;
    this.#counters.queued++;
    this.#alarms?.start(waiter, waiter.timeout, now);
    attempt.addAbortListener(waiter);
    publishGate('queued', host, 0, attempt.call);
    if (dropStalest) this.#reject(host, waiters.stalest(), 'ERR_SLUICE_GATE_FULL');
    this.#admitWaiters(host);
  }

  onWaitAborted(host: Host, waiter: Waiter, reason: unknown): void {
    const waited = this.#dequeue(host, waiter);
    this.#counters.abandoned++;
    waiter.refuse(reason);
    publishGate('abandoned', host, waited, waiter.attempt.call);
    this.#admitWaiters(host);
  }

  onWaitTimeout(host: Host, waiter: Waiter): void {
    this.#reject(host, waiter, 'ERR_SLUICE_GATE_TIMEOUT');
    this.#admitWaiters(host);
  }

  onRelease(host: Host, weight: number, call: CallScope): void {
    this.#counters.running--;
    this.#counters.slots -= weight;
    publishGate('released', host, 0, call);
    this.#admitWaiters(host);
  }

  onLimitChanged(host: Host): void {
    publishGate('limit', host, 0, undefined);
    this.#admitWaiters(host);
  }

  /** The gate at this moment. */
  stats(): GateStats {
    const keys = Object.create(null) as Record<string, GateKeyStats>;
    for (const { key, limit, running, slots, waiting } of this.#hosts.busy()) {
      keys[key] = { limit, running, slots, waiting };
    }
    return this.#counters.snapshot(keys);
  }

  #fits(host: Host, weight: number): boolean {
    return host.fits(weight) && this.#counters.slots + host.slotsFor(weight) <= this.#options.maxTotal;
  }

  #occupy(host: Host, attempt: AttemptScope, weight: number): void {
    const slots = host.slotsFor(weight);
    this.#counters.running++;
    this.#counters.slots += slots;
    this.#counters.admitted++;
    host.occupy(attempt, slots);
  }

  /** Called after every change at a host: admits all waiters that fit, and lists the host as idle if it is empty. */
  #admitWaiters(host: Host): void {
    if (this.#options.maxTotal === Infinity) {
      for (let next = this.#nextFitting(host); next !== undefined; next = this.#nextFitting(host)) {
        this.#admit(host, next);
      }
    } else {
      this.#updateWaitingForTotal(host);
      for (
        let first = this.#waitingForTotal.first;
        first !== undefined;
        first = this.#waitingForTotal.first
      ) {
        const next = this.#nextFitting(first);
        if (next === undefined) {
          // Under overload, the newest waiter is next: which waiter that is, and whether it fits, changes over time.
          this.#waitingForTotal.remove(first);
          continue;
        }
        if (!this.#fits(first, next.weight)) break;
        first.turn = ++this.#turns;
        this.#admit(first, next);
        this.#updateWaitingForTotal(first);
      }
    }
    this.#hosts.markIfIdle(host);
  }

  /** The next waiter of a host, if it fits below the host's own limit. */
  #nextFitting(host: Host): Waiter | undefined {
    if (host.waiting === 0) return undefined;
    const next = host.nextWaiter(this.#clock as Clock);
    return next !== undefined && host.fits(next.weight) ? next : undefined;
  }

  /** Updates the list of the hosts that wait only for the total limit: adds, moves or removes a host. */
  #updateWaitingForTotal(host: Host): void {
    if (this.#nextFitting(host) === undefined) {
      this.#waitingForTotal.remove(host);
      return;
    }
    if (host.heapIndex === -1) host.turn = ++this.#turns;
    this.#waitingForTotal.set(host);
  }

  #admit(host: Host, waiter: Waiter): void {
    const waited = this.#dequeue(host, waiter);
    this.#occupy(host, waiter.attempt, waiter.weight);
    this.#counters.countWait(waited);
    waiter.admit();
    publishGate('admitted', host, waited, waiter.attempt.call);
  }

  #reject(host: Host, waiter: Waiter | undefined, code: GateErrorCode): void {
    if (waiter === undefined) return;
    const waited = this.#dequeue(host, waiter);
    waiter.refuse(this.#refuse(host, waiter.attempt.call, code, waited, waiter.timeout));
  }

  /** Refuses a request that did not join the waiting list. */
  #refuseAtOnce(host: Host, handler: ResponseHandler, reason: unknown): void {
    this.#hosts.markIfIdle(host);
    handler.onError(reason);
  }

  /** Counts and publishes a refusal. @returns its error */
  #refuse(host: Host, call: CallScope, code: GateErrorCode, waited: number, timeout?: number): GateError {
    this.#counters.countRefusal(code);
    publishGate(code === 'ERR_SLUICE_GATE_FULL' ? 'full' : 'timeout', host, waited, call);
    return refusal(host, code, timeout);
  }

  #now(): number {
    return (this.#clock as Clock).now();
  }

  /** Removes a waiter from the list. @returns how long it waited, in ms */
  #dequeue(host: Host, waiter: Waiter): number {
    const { attempt } = waiter;
    host.waiters.remove(waiter);
    waiter.stop();
    attempt.removeAbortListener(waiter);
    this.#counters.waiting--;
    const waited = this.#now() - waiter.joinedAt;
    attempt.record.timings.gate = waited;
    return waited;
  }
}
