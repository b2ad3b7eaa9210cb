import { type AbortListener, type HttpRequest, type HttpResponse, type Next, type Timer } from '@sluice/core';
import { isTransient } from '../policy/error-kind.ts';
import { Branch, type BranchListener } from './branch.ts';

/** What a race asks of the plugin. */
export interface RaceHost {
  /** Whether one more attempt may be sent beside the others. */
  grant(request: HttpRequest): boolean;
  /** One that was granted is not sent after all. */
  onUnsent(request: HttpRequest): void;
  /** Whether an answer does not win while another attempt is under way. */
  isFailure(request: HttpRequest, status: number): boolean;
  /** A good answer was taken. @param latency of the first attempt, in ms; a lower bound when a hedge won */
  onWin(request: HttpRequest, hedge: boolean, latency: number): void;
  /** An answer came in vain: nobody above sees it. */
  onVain(request: HttpRequest, response: HttpResponse): void;
}

/**
 * One request on its way by several attempts: the first good answer wins, the others are cancelled, and those that are
 * nearly done are drained, so that their connections are kept. When all that were sent fail, the last failure counts.
 */
export class HedgeRace implements AbortListener, BranchListener {
  /** The answer of the winner, or the failure of the last. */
  readonly result: Promise<HttpResponse>;
  readonly #request: HttpRequest;
  readonly #next: Next;
  readonly #maxHedges: number;
  readonly #delay: number;
  readonly #host: RaceHost;
  readonly #branches: Branch[] = [];
  readonly #startedAt: number;
  #over = false;
  #timer: Timer | undefined;
  #resolve!: (response: HttpResponse) => void;
  #reject!: (error: unknown) => void;

  constructor(request: HttpRequest, next: Next, maxHedges: number, delay: number, host: RaceHost) {
    this.#request = request;
    this.#next = next;
    this.#maxHedges = maxHedges;
    this.#delay = delay;
    this.#host = host;
    this.#startedAt = request.call.clock.now();
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    request.branch.addAbortListener(this);
    this.#send(false);
    this.#arm();
  }

  /** The call was aborted; each branch hears of it by itself. */
  onAbort(reason: unknown): void {
    this.#finish();
    this.#reject(reason);
  }

  /**
   * An attempt ended, and the race is about to hear of it. When that will decide it, those who wait for a slot or a
   * connection are not to get what is given back now.
   */
  onAttemptEnd(branch: Branch, status: number | undefined): void {
    if (this.#over) return;
    const good = this.#isGood(status);
    if (!good && this.#underWay(branch)) return;
    this.#dismiss(good, (other) => other !== branch && !other.connected);
  }

  #isGood(status: number | undefined): boolean {
    try {
      return status !== undefined && !this.#host.isFailure(this.#request, status);
    } catch {
      // It will throw again when the race has the answer, and break it off.
      return false;
    }
  }

  /**
   * Whether another attempt is under way. A hedge in line is none: after a failure it would be a retry at once, and when
   * to come back is for the retry loop to say.
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
      if (!this.#host.grant(this.#request)) return;
    } catch (error) {
      this.#breakOff(error);
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
      .catch((error: unknown) => this.#breakOff(error));
  }

  /** A function of the caller's failed: so does the call, and nothing of it goes on. */
  #breakOff(error: unknown): void {
    this.#finish();
    for (const branch of this.#branches) branch.abort(error);
    this.#reject(error);
  }

  #answered(branch: Branch, response: HttpResponse): void {
    branch.settle();
    // Until its body's end an answer can still be aborted with the call.
    response.attempt.addEndListener(branch);
    const failed = !this.#over && this.#host.isFailure(this.#request, response.status);
    if (this.#over || (failed && this.#underWay(branch))) {
      this.#host.onVain(this.#request, response);
      const { record } = response.attempt;
      record.reason ??= `status ${response.status} while another attempt was under way`;
      // Bounded; nobody waits for it.
      void response.drain();
      return;
    }
    this.#finish();
    // A failure that comes fast must not make hedges come sooner, nor pay for them.
    if (!failed) {
      const latency = this.#request.call.clock.now() - this.#startedAt;
      this.#host.onWin(this.#request, branch.hedge, latency);
    }
    this.#dismiss(!failed);
    this.#resolve(response);
  }

  /** Dismisses those that have not settled. */
  #dismiss(won: boolean, which: (branch: Branch) => boolean = () => true): void {
    const { drain } = this.#request.call.options;
    const why = won ? 'another attempt was faster' : 'another attempt failed before it was sent';
    for (const branch of this.#branches) if (which(branch)) branch.dismiss(drain, why);
  }

  #failed(branch: Branch, error: unknown): void {
    branch.settle();
    branch.onEnd();
    // Aborted or refused before it had a connection: nothing reached the host.
    const unsent = !branch.connected && (branch.aborted || !isTransient(error));
    if (branch.hedge && unsent) this.#host.onUnsent(this.#request);
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
