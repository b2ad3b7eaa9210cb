// The race between an attempt and its hedges.
import type { HttpRequest, HttpResponse } from '@sluice/core';
import type { AbortListener, Next, Timer } from '@sluice/core/plugin';
import { isTransient } from '../policy/error-kind.ts';
import { Branch, type BranchListener } from './branch.ts';

/** The part of the plugin that a race uses. */
export interface RaceOwner {
  /** Whether a hedge may be sent. */
  grant(request: HttpRequest): boolean;
  /** A granted hedge was not sent after all. */
  onUnsent(request: HttpRequest): void;
  /** Whether a response with this status does not win while another attempt is under way. */
  isFailure(request: HttpRequest, status: number): boolean;
  /** A good response won. @param latency of the first attempt, in ms; a lower bound when a hedge won */
  onWin(request: HttpRequest, hedge: boolean, latency: number): void;
  /** A response lost the race and is discarded. */
  onLost(request: HttpRequest, response: HttpResponse): void;
}

/**
 * Sends a request as several attempts side by side. The first good response wins; the other attempts are cancelled, or
 * drained if they are nearly done, so that their connections are kept. If all attempts fail, the last failure counts.
 */
export class HedgeRace implements AbortListener, BranchListener {
  /** The winning response, or the last failure. */
  readonly result: Promise<HttpResponse>;
  readonly #request: HttpRequest;
  readonly #next: Next;
  readonly #maxHedges: number;
  readonly #delay: number;
  readonly #owner: RaceOwner;
  readonly #branches: Branch[] = [];
  readonly #startedAt: number;
  #over = false;
  #timer: Timer | undefined;
  #resolve!: (response: HttpResponse) => void;
  #reject!: (error: unknown) => void;

  constructor(request: HttpRequest, next: Next, maxHedges: number, delay: number, owner: RaceOwner) {
    this.#request = request;
    this.#next = next;
    this.#maxHedges = maxHedges;
    this.#delay = delay;
    this.#owner = owner;
    this.#startedAt = request.call.clock.now();
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    request.branch.addAbortListener(this);
    this.#send(false);
    this.#arm();
  }

  /** The call was aborted. The branches are aborted with it. */
  onAbort(reason: unknown): void {
    this.#finish();
    this.#reject(reason);
  }

  /**
   * An attempt is about to release its slot and connection. If its end decides the race, the branches that wait for a
   * slot or a connection are dismissed first, so that they do not get the released slot or connection.
   */
  onAttemptEnd(branch: Branch, status: number | undefined): void {
    if (this.#over) return;
    const good = this.#isGood(status);
    if (!good && this.#underWay(branch)) return;
    this.#dismiss(good, (other) => other !== branch && !other.connected);
  }

  #isGood(status: number | undefined): boolean {
    try {
      return status !== undefined && !this.#owner.isFailure(this.#request, status);
    } catch {
      // The function throws again when the response arrives, and then fails the race.
      return false;
    }
  }

  /**
   * Whether another attempt is under way. A waiting hedge does not count: after a failure it would be an immediate
   * retry, and the retry loop decides when to retry.
   */
  #underWay(branch: Branch): boolean {
    return this.#branches.some(
      (other) => other !== branch && !other.settled && (other.connected || !other.hedge),
    );
  }

  #arm(): void {
    if (this.#over || this.#delay === Infinity || this.#branches.length > this.#maxHedges) return;
    this.#timer = this.#request.call.clock.setTimer(this.#delay, () => this.#hedge());
  }

  #hedge(): void {
    try {
      if (!this.#owner.grant(this.#request)) return;
    } catch (error) {
      this.#fail(error);
      return;
    }
    const [first] = this.#branches;
    if (first?.record !== undefined) first.record.reason = `hedged after ${Math.round(this.#delay)} ms`;
    this.#send(true);
    this.#arm();
  }

  #send(hedge: boolean): void {
    const { call, branch: parent } = this.#request;
    const branch = new Branch(parent, call.clock, hedge, this);
    this.#branches.push(branch);
    let sent: Promise<HttpResponse>;
    try {
      sent = this.#next(this.#request.with({ branch }));
    } catch (error) {
      sent = Promise.reject(error);
    }
    sent
      .then(
        (response) => this.#answered(branch, response),
        (error: unknown) => this.#failed(branch, error),
      )
      .catch((error: unknown) => this.#fail(error));
  }

  /** Fails the race after an error of a caller's function, and aborts its attempts. */
  #fail(error: unknown): void {
    this.#finish();
    for (const branch of this.#branches) branch.abort(error);
    this.#reject(error);
  }

  #answered(branch: Branch, response: HttpResponse): void {
    branch.settle();
    // Until the end of its body, a response can be aborted with the call.
    response.attempt.addEndListener(branch);
    const failed = !this.#over && this.#owner.isFailure(this.#request, response.status);
    if (this.#over || (failed && this.#underWay(branch))) {
      this.#owner.onLost(this.#request, response);
      const { record } = response.attempt;
      record.reason ??= `status ${response.status} while another attempt was under way`;
      // Not awaited, since the drain is bounded.
      void response.drain();
      return;
    }
    this.#finish();
    // A fast failure must not shorten the measured delay, nor refund the budget.
    if (!failed) {
      const latency = this.#request.call.clock.now() - this.#startedAt;
      this.#owner.onWin(this.#request, branch.hedge, latency);
    }
    this.#dismiss(!failed);
    this.#resolve(response);
  }

  /** Dismisses the branches that have not settled. */
  #dismiss(won: boolean, which: (branch: Branch) => boolean = () => true): void {
    const { drain } = this.#request.call.options;
    const why = won ? 'another attempt was faster' : 'another attempt failed before it was sent';
    for (const branch of this.#branches) if (which(branch)) branch.dismiss(drain, why);
  }

  #failed(branch: Branch, error: unknown): void {
    branch.settle();
    branch.onEnd();
    // An attempt that was aborted or refused before it had a connection did not reach the host.
    const unsent = !branch.connected && (branch.aborted || !isTransient(error));
    if (branch.hedge && unsent) this.#owner.onUnsent(this.#request);
    if (this.#over || this.#underWay(branch)) return;
    this.#finish();
    this.#dismiss(false);
    this.#reject(error);
  }

  #finish(): void {
    this.#over = true;
    const { call, branch } = this.#request;
    if (this.#timer !== undefined) call.clock.clearTimer(this.#timer);
    branch.removeAbortListener(this);
  }
}
