import { HttpHeaders } from '@sluice/core';
import {
  nextStep,
  parsePolicy,
  type AttemptOutcome,
  type RetryOptions,
  type RetryPolicy,
  type Step,
} from '../../src/index.ts';

export const WALL = Date.UTC(2026, 0, 1);

/** An outcome. Default: a GET answered with 503. */
export function outcome(changes: Partial<AttemptOutcome> = {}): AttemptOutcome {
  return {
    method: 'GET',
    url: new URL('http://origin.test/'),
    attempt: 1,
    status: 'error' in changes ? undefined : 503,
    headers: 'error' in changes ? undefined : HttpHeaders.empty,
    peek: undefined,
    error: undefined,
    body: 'none',
    keyed: false,
    elapsed: 0,
    remaining: Infinity,
    wallTime: WALL,
    previousDelay: undefined,
    ...changes,
  };
}

/** Headers as received. */
export function received(headers: Record<string, string | string[]>): HttpHeaders {
  return HttpHeaders.fromReceived(headers);
}

/** A policy whose random numbers are all 0.5. */
export function policy(options: RetryOptions = {}): RetryPolicy {
  return parsePolicy({ random: () => 0.5, budget: false, ...options });
}

/** The step that the policy alone takes: no pause, a budget that grants everything. */
export function stepAfter(given: AttemptOutcome, rules: RetryPolicy): Step {
  return nextStep(given, { policy: rules });
}
