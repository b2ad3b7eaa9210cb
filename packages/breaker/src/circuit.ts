// The circuit of one key: when it opens, lets probes through and closes.
import type { CallScope } from '@sluice/core/plugin';
import { publishBreaker } from './diagnostics.ts';
import { FailureRatio } from './failure-ratio.ts';
import type { CircuitRules } from './options.ts';
import type { BreakerCounters, CircuitState, CircuitStats } from './stats.ts';
import type { Verdict } from './verdict.ts';

/** Result of `admit` for an exchange that must not go through. */
export const REFUSED = -1;

/**
 * Decides from the outcomes of a key's exchanges whether more may go through. Has no timer: the state is computed on
 * access.
 */
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
  /** Number of the current state. Outcomes of exchanges admitted in an earlier state do not count. */
  #term = 0;
  #openUntil = 0;
  /** How often it opened since it was last closed. */
  #openings = 0;
  #successes = 0;

  constructor(key: string, rules: CircuitRules, counters: BreakerCounters) {
    this.key = key;
    this.#rules = rules;
    this.#counters = counters;
    this.#ratio = rules.ratio === false ? undefined : new FailureRatio(rules.ratio);
  }

  /** The state now. */
  stateAt(now: number): CircuitState {
    return this.#state === 'open' && now >= this.#openUntil ? 'half-open' : this.#state;
  }

  /** When the next exchange may go through, in ms from now: 0 if now; `openFor` while all probes are under way. */
  retryAfter(now: number): number {
    const state = this.stateAt(now);
    if (state === 'open') return this.#openUntil - now;
    return state === 'half-open' && this.probing >= this.#rules.probes ? this.#rules.openFor : 0;
  }

  /** Admits an exchange or refuses it. @returns the term to report its outcome with, or {@link REFUSED} */
  admit(now: number, call?: CallScope): number {
    if (this.#state === 'open' && now >= this.#openUntil) this.#change('half-open');
    if (this.#state === 'closed') return this.#term;
    if (this.#state === 'open' || this.probing >= this.#rules.probes) return this.#refuse(now, call);
    this.probing++;
    publishBreaker('probe', this, now, call);
    return this.#term;
  }

  /**
   * Records the outcome of an admitted exchange. Called once per exchange.
   * @param term the result of `admit`
   * @param call the call that is recorded, for diagnostics
   * @param retryAfter the wait that the response requested, in ms
   */
  settle(term: number, verdict: Verdict, now: number, retryAfter = 0, call?: CallScope): void {
    if (term !== this.#term) {
      if (verdict === 'failure') this.#extend(now, retryAfter);
      return;
    }
    if (this.#state === 'half-open') this.probing--;
    if (verdict === 'failure') this.#failed(now, retryAfter, call);
    else if (verdict === 'success') this.#succeeded(now, call);
  }

  /** Records that the body of an exchange broke after the exchange was recorded as a success. */
  bodyBroke(term: number, now: number, call?: CallScope): void {
    if (term === this.#term) this.#failed(now, 0, call);
  }

  /** The circuit now. */
  stats(now: number): CircuitStats {
    const { failures, probing } = this;
    return { state: this.stateAt(now), failures, probing, retryAfter: this.retryAfter(now) };
  }

  #refuse(now: number, call: CallScope | undefined): number {
    this.#counters.refused++;
    publishBreaker('refused', this, now, call);
    return REFUSED;
  }

  #failed(now: number, retryAfter: number, call: CallScope | undefined): void {
    this.failures++;
    this.#ratio?.add(now, true);
    const { consecutive } = this.#rules;
    const tooMany = consecutive !== false && this.failures >= consecutive;
    if (this.#state === 'half-open' || tooMany || this.#ratio?.exceeded(now))
      this.#open(now, retryAfter, call);
  }

  #succeeded(now: number, call: CallScope | undefined): void {
    this.failures = 0;
    this.#ratio?.add(now, false);
    if (this.#state !== 'half-open' || ++this.#successes < this.#rules.successes) return;
    this.#openings = 0;
    this.#ratio?.clear();
    this.#change('closed');
    publishBreaker('closed', this, now, call);
  }

  #open(now: number, retryAfter: number, call: CallScope | undefined): void {
    const { openFor, maxOpenFor } = this.#rules;
    this.#openings++;
    this.#openUntil = now + Math.min(Math.max(openFor * this.#openings, retryAfter), maxOpenFor);
    this.#counters.opened++;
    this.#change('open');
    publishBreaker('opened', this, now, call);
  }

  /** Extends an open circuit, since a late response requested a longer pause. */
  #extend(now: number, retryAfter: number): void {
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
