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

/** Counts of bodies that were reclaimed. */
export interface ReclaimCounts {
  unread: number;
  stalled: number;
  collected: number;
  kept: number;
  destroyed: number;
}

/** Watches the body of an attempt from its headers to its end. */
export function watchBody(
  attempt: AttemptScope,
  alarms: Alarms,
  unread: number,
  counts: ReclaimCounts,
): void {
  const watch = new BodyWatch(attempt, alarms, unread, counts);
  attempt.addResponseListener(watch);
  attempt.addEndListener(watch);
  attempt.addReachabilityListener(watch);
}

/**
 * How long the objects that hold a response are simply kept, in ms, before it is noted when they become garbage. Noting
 * costs 3 µs, and most bodies are over by then.
 */
const KEPT_FOR = 100;

/** Hears of the objects that hold a response when they are garbage. */
const garbage = new FinalizationRegistry<BodyWatch>((watch) => watch.onHolderGone());

/** Reclaims a body when nobody takes its bytes, or nobody is left who could. */
class BodyWatch extends Alarm implements EndListener, ResponseListener, ReachabilityListener {
  readonly #attempt: AttemptScope;
  readonly #alarms: Alarms;
  readonly #unread: number;
  readonly #counts: ReclaimCounts;
  #body: ResponseBody | undefined;
  #status = 0;
  #holders = 0;
  #readers = 0;
  /** The holders while they are kept. */
  #kept: object[] | undefined;
  /** Whether holders are noted, no longer kept. */
  #noting = false;

  constructor(attempt: AttemptScope, alarms: Alarms, unread: number, counts: ReclaimCounts) {
    super();
    this.#attempt = attempt;
    this.#alarms = alarms;
    this.#unread = unread;
    this.#counts = counts;
  }

  onResponse(response: HttpResponse): void {
    if (this.#body !== undefined) return;
    this.#body = response.lifetime;
    this.#status = response.status;
    this.#alarms.start(this, Math.min(KEPT_FOR, this.#unread), this.#body.headAt);
  }

  onReachable(holder: object, reads: boolean): void {
    if (this.#attempt.ended) return;
    this.#holders++;
    if (reads) this.#readers++;
    if (this.#noting) garbage.register(holder, this);
    else (this.#kept ??= []).push(holder);
  }

  /** One of those who held the response is garbage. A body in other hands (a plugin's, a pending `text()`) is left alone. */
  onHolderGone(): void {
    this.#holders--;
    const body = this.#body;
    const { ended, detached } = this.#attempt;
    if (this.#holders > 0 || body === undefined || body.drained || ended || detached) return;
    if (!body.used || this.#readers > 0) this.#reclaim(body, 'collected', this.#now());
  }

  onTime(): void {
    const body = this.#body as ResponseBody;
    if (!this.#noting && this.#unread > KEPT_FOR) {
      this.#note(body);
      return;
    }
    const now = this.#now();
    const dueAt = body.stalledAt + this.#unread;
    if (!body.used && !body.settled) this.#reclaim(body, 'unread', now);
    else if (dueAt <= now) this.#reclaim(body, 'stalled', now);
    else if (body.stalledAt === Infinity) this.#alarms.start(this, this.#unread, now);
    else this.#alarms.startAt(this, dueAt);
  }

  /** From now on the holders are not kept: when the last is garbage, the body is reclaimed. */
  #note(body: ResponseBody): void {
    this.#noting = true;
    for (const holder of this.#kept ?? []) garbage.register(holder, this);
    this.#kept = undefined;
    this.#alarms.start(this, this.#unread, body.headAt);
  }

  onEnd(): void {
    this.stop();
    this.#kept = undefined;
  }

  #reclaim(body: ResponseBody, reason: ReclaimReason, now: number): void {
    this.#counts[reason]++;
    publishReclaim(reason, this.#attempt, this.#status, now - body.headAt);
    const drain = body.drain(this.#attempt.call.options.drain, reclaimError(reason, this.#unread));
    void drain.then(({ connectionKept }) => {
      if (connectionKept) this.#counts.kept++;
      else this.#counts.destroyed++;
    });
  }

  #now(): number {
    return this.#attempt.call.clock.now();
  }
}
