// Watches the body of a response, and reclaims it if it is not read.
import type { HttpResponse } from '@sluice/core';
import {
  Alarm,
  type Alarms,
  type AttemptScope,
  type EndListener,
  type ReachabilityListener,
  type ResponseListener,
} from '@sluice/core/plugin';
import type { ResponseBody } from '@sluice/core/transport';
import { reclaimError } from './reclaim-error.ts';
import { publishReclaim, type ReclaimReason } from './report.ts';

/** Counts of reclaimed bodies. */
export interface ReclaimCounts {
  unread: number;
  stalled: number;
  collected: number;
  kept: number;
  destroyed: number;
}

/** How long a body may wait for its reader, in ms. */
export interface ReadLimits {
  /** Before the first read. */
  readonly unread: number;
  /** Between two reads. */
  readonly stalled: number;
}

/** Watches the body of an attempt from the arrival of its headers to its end. */
export function watchBody(
  attempt: AttemptScope,
  alarms: Alarms,
  limits: ReadLimits,
  counts: ReclaimCounts,
): void {
  const watch = new BodyWatch(attempt, alarms, limits, counts);
  attempt.addResponseListener(watch);
  attempt.addEndListener(watch);
  attempt.addReachabilityListener(watch);
}

/**
 * How long the objects that hold a response are strongly referenced, in ms, before they are registered for finalization.
 * A registration costs 3 µs, and most bodies end within this time.
 */
const REGISTER_AFTER = 100;

/** Reports the garbage collection of the objects that hold a response. */
const registry = new FinalizationRegistry<BodyWatch>((watch) => watch.onHolderCollected());

/** Reclaims a body that is not read for too long, or that can no longer be read because its holders are garbage. */
class BodyWatch extends Alarm implements EndListener, ResponseListener, ReachabilityListener {
  readonly #attempt: AttemptScope;
  readonly #alarms: Alarms;
  readonly #limits: ReadLimits;
  readonly #counts: ReclaimCounts;
  #body: ResponseBody | undefined;
  #status = 0;
  #holders = 0;
  #readers = 0;
  /** The holders until they are registered for finalization. */
  #unregistered: object[] | undefined;
  #registers = false;

  constructor(attempt: AttemptScope, alarms: Alarms, limits: ReadLimits, counts: ReclaimCounts) {
    super();
    this.#attempt = attempt;
    this.#alarms = alarms;
    this.#limits = limits;
    this.#counts = counts;
  }

  onResponse(response: HttpResponse): void {
    if (this.#body !== undefined) return;
    this.#body = response.lifetime;
    this.#status = response.status;
    this.#alarms.start(this, Math.min(REGISTER_AFTER, this.#shortest), this.#body.headAt);
  }

  onReachable(holder: object, reads: boolean): void {
    if (this.#attempt.ended) return;
    this.#holders++;
    if (reads) this.#readers++;
    if (this.#registers) registry.register(holder, this);
    else (this.#unregistered ??= []).push(holder);
  }

  /** A holder was collected. A body that is still read in another way (by a plugin, a pending `text()`) is left alone. */
  onHolderCollected(): void {
    this.#holders--;
    const body = this.#body;
    const { ended, detached } = this.#attempt;
    if (this.#holders > 0 || body === undefined || body.drained || ended || detached) return;
    if (!body.used || this.#readers > 0) this.#reclaim(body, 'collected', this.#now());
  }

  onTime(): void {
    const body = this.#body as ResponseBody;
    const { unread, stalled } = this.#limits;
    if (!this.#registers && unread > REGISTER_AFTER) this.#register();
    const now = this.#now();
    const isUnread = !body.used && !body.settled;
    const dueAt = isUnread ? body.headAt + unread : body.stalledAt + (body.readBegun ? stalled : unread);
    if (dueAt <= now) this.#reclaim(body, isUnread ? 'unread' : 'stalled', now);
    // A reader may begin, and stall, before the body would be due.
    else this.#alarms.startAt(this, Math.min(dueAt, now + (body.readBegun ? stalled : this.#shortest)));
  }

  /** Replaces the references to the holders by finalization: when the last holder is collected, the body is reclaimed. */
  #register(): void {
    this.#registers = true;
    for (const holder of this.#unregistered ?? []) registry.register(holder, this);
    this.#unregistered = undefined;
  }

  /** The shorter of the two limits, in ms. */
  get #shortest(): number {
    return Math.min(this.#limits.unread, this.#limits.stalled);
  }

  onEnd(): void {
    this.stop();
    this.#unregistered = undefined;
  }

  #reclaim(body: ResponseBody, reason: ReclaimReason, now: number): void {
    this.#counts[reason]++;
    publishReclaim(reason, this.#attempt, this.#status, now - body.headAt);
    const drain = body.drain(
      this.#attempt.call.options.drain,
      reclaimError(reason, this.#limits, body.readBegun),
    );
    void drain.then(({ connectionKept }) => {
      if (connectionKept) this.#counts.kept++;
      else this.#counts.destroyed++;
    });
  }

  #now(): number {
    return this.#attempt.call.clock.now();
  }
}
