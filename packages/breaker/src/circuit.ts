import { publishBreaker } from './diagnostics.ts';
import { FailureRatio } from './failure-ratio.ts';
import type { CircuitRules } from './options.ts';
import type { BreakerCounters, CircuitStats } from './stats.ts';
import type { Verdict } from './verdict.ts';

/** `closed`: exchanges go through; `open`: they are refused; `half-open`: a few go through to try the host. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/** What `admit` answers when an exchange must not go through. */
export const REFUSED = -1;

/** What the exchanges of one key have shown, and whether more may go there. Keeps no timer: time is looked at when asked. */
export class Circuit {
  readonly key: string;
  /** Failures since the last success. */
  failures = 0;
  /** Probes under way. */
  probing = 0;
  readonly #rules: CircuitRules;
  readonly #counters: BreakerCounters;
  readonly #ratio: FailureRatio | undefined;
  #state: CircuitState = 'closed';
  /** Goes up with each change of state: what began before says nothing of the present. */
  #term = 0;
  #openUntil = 0;
  /** Times it opened since it was last closed. */
  #openings = 0;
  #successes = 0;

  constructor(key: string, rules: CircuitRules, counters: BreakerCounters) {
    this.key = key;
    this.#rules = rules;
    this.#counters = counters;
    this.#ratio = rules.ratio === false ? undefined : new FailureRatio(rules.ratio);
  }

  /** The state at this moment. */
  stateAt(now: number): CircuitState {
    return this.#state === 'open' && now >= this.#openUntil ? 'half-open' : this.#state;
  }

  /** When an exchange may go through, in ms from now: 0 when one may; `openFor` while probes are under way. */
  retryAfter(now: number): number {
    const state = this.stateAt(now);
    if (state === 'open') return this.#openUntil - now;
    return state === 'half-open' && this.probing >= this.#rules.probes ? this.#rules.openFor : 0;
  }

  /** Lets an exchange through or not: the term to report its end with, or {@link REFUSED}. */
  admit(now: number): number {
    if (this.#state === 'open' && now >= this.#openUntil) this.#change('half-open');
    if (this.#state === 'closed') return this.#term;
    if (this.#state === 'open' || this.probing >= this.#rules.probes) return this.#refuse(now);
    this.probing++;
    publishBreaker('probe', this, now);
    return this.#term;
  }

  /**
   * Learns how an admitted exchange ended; once per exchange.
   * @param term as `admit` gave it
   * @param retryAfter what its answer asked to wait, in ms
   */
  settle(term: number, verdict: Verdict, now: number, retryAfter = 0): void {
    if (term !== this.#term) {
      if (verdict === 'failure') this.#lengthen(now, retryAfter);
      return;
    }
    if (this.#state === 'half-open') this.probing--;
    if (verdict === 'failure') this.#failed(now, retryAfter);
    else if (verdict === 'success') this.#succeeded(now);
  }

  /** The body of an exchange broke that had been settled as a success. */
  bodyBroke(term: number, now: number): void {
    if (term === this.#term) this.#failed(now, 0);
  }

  /** The circuit at this moment. */
  stats(now: number): CircuitStats {
    const { failures, probing } = this;
    return { state: this.stateAt(now), failures, probing, retryAfter: this.retryAfter(now) };
  }

  #refuse(now: number): number {
    this.#counters.refused++;
    publishBreaker('refused', this, now);
    return REFUSED;
  }

  #failed(now: number, retryAfter: number): void {
    this.failures++;
    this.#ratio?.add(now, true);
    const { consecutive } = this.#rules;
    const tooMany = consecutive !== false && this.failures >= consecutive;
    if (this.#state === 'half-open' || tooMany || this.#ratio?.exceeded(now)) this.#open(now, retryAfter);
  }

  #succeeded(now: number): void {
    this.failures = 0;
    this.#ratio?.add(now, false);
    if (this.#state !== 'half-open' || ++this.#successes < this.#rules.successes) return;
    this.#openings = 0;
    this.#ratio?.clear();
    this.#change('closed');
    publishBreaker('closed', this, now);
  }

  #open(now: number, retryAfter: number): void {
    const { openFor, maxOpenFor } = this.#rules;
    this.#openings++;
    this.#openUntil = now + Math.min(Math.max(openFor * this.#openings, retryAfter), maxOpenFor);
    this.#counters.opened++;
    this.#change('open');
    publishBreaker('opened', this, now);
  }

  /** A late answer of an open circuit's host asks for more time. */
  #lengthen(now: number, retryAfter: number): void {
    if (this.#state !== 'open') return;
    this.#openUntil = Math.max(this.#openUntil, now + Math.min(retryAfter, this.#rules.maxOpenFor));
  }

  #change(state: CircuitState): void {
    this.#state = state;
    this.#term++;
    this.probing = 0;
    this.#successes = 0;
  }
}
