import { duration, parseOptions, refuse, type OptionParser } from '@sluice/core';
import { MAX_LISTED, type BudgetStats, type ExtraAttempt, type RetryBudget } from './budget.ts';
import { HostMap } from '../collections/host-map.ts';

/** Options of {@link shareBudget}. */
export interface ShareBudgetOptions {
  /** Additional attempts per call, at most. Default: 0.2 (Envoy, Finagle, Linkerd). */
  readonly ratio?: number | undefined;
  /** Calls and additional attempts count for so long, in ms. Default: 10000 (Finagle, Linkerd). */
  readonly window?: number | undefined;
  /** Additional attempts per second that are granted beside the share. Default: 10 (Finagle, Linkerd). */
  readonly floor?: number | undefined;
}

interface Settings {
  ratio: number;
  window: number;
  floor: number;
}

const fromZero: OptionParser<number> = (value, path) => {
  if (typeof value !== 'number' || !(value >= 0 && value < Infinity)) {
    throw refuse(path, value, 'a finite number from 0 on');
  }
  return value;
};

const PARSERS = { ratio: fromZero, window: duration({ min: 10 }), floor: fromZero };

/** The window is kept in so many slices; the oldest is forgotten as a whole. */
const SLICES = 10;

/** Calls and additional attempts of one host, by slices of time. */
class Traffic {
  readonly calls: number[] = Array.from({ length: SLICES }, () => 0);
  readonly extras: number[] = Array.from({ length: SLICES }, () => 0);
  #slice = 0;

  /** The place of this moment's counters; what is older than the window is forgotten. */
  at(now: number, sliceLength: number): number {
    const slice = Math.floor(now / sliceLength);
    // More than a window ago, nothing of what is here counts.
    const from = Math.max(this.#slice + 1, slice - SLICES + 1);
    for (let old = from; old <= slice; old++) this.calls[old % SLICES] = this.extras[old % SLICES] = 0;
    this.#slice = Math.max(this.#slice, slice);
    return this.#slice % SLICES;
  }
}

/**
 * A share of a host's traffic, as Envoy's `retry_budget` and the budgets of Finagle and Linkerd: of the calls of the
 * last 10 s a fifth may be sent again, and 10 a second in any case.
 * @throws OptionError for an unknown option or a bad value.
 */
export function shareBudget(options: ShareBudgetOptions = {}): RetryBudget {
  const given = parseOptions<Settings>(options, PARSERS, 'budget');
  return new ShareBudget({ ratio: 0.2, window: 10_000, floor: 10, ...given });
}

class ShareBudget implements RetryBudget {
  readonly #settings: Settings;
  readonly #hosts = new HostMap(() => new Traffic());
  #granted = 0;
  #refused = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  onCall(origin: string, now: number): void {
    const traffic = this.#hosts.get(origin);
    const place = traffic.at(now, this.#settings.window / SLICES);
    (traffic.calls[place] as number)++;
  }

  onSuccess(): void {
    // Traffic counts here, not its success.
  }

  take(origin: string, _kind: ExtraAttempt, now: number): boolean {
    const traffic = this.#hosts.get(origin);
    const place = traffic.at(now, this.#settings.window / SLICES);
    if (this.#available(traffic) < 1) {
      this.#refused++;
      return false;
    }
    (traffic.extras[place] as number)++;
    this.#granted++;
    return true;
  }

  onUnsent(origin: string, _kind: ExtraAttempt, now: number): void {
    this.#granted--;
    const traffic = this.#hosts.find(origin);
    if (traffic === undefined) return;
    const place = traffic.at(now, this.#settings.window / SLICES);
    // One granted longer ago than the window is forgotten already.
    for (let back = 0; back < SLICES; back++) {
      const slice = (place - back + SLICES) % SLICES;
      if (traffic.extras[slice] === 0) continue;
      (traffic.extras[slice] as number)--;
      return;
    }
  }

  stats(): BudgetStats {
    const hosts = [...this.#hosts.entries()]
      .map(([host, traffic]) => ({ host, available: Math.max(0, Math.floor(this.#available(traffic))) }))
      .sort((a, b) => a.available - b.available)
      .slice(0, MAX_LISTED);
    return { granted: this.#granted, refused: this.#refused, hosts };
  }

  #available({ calls, extras }: Traffic): number {
    const { ratio, window, floor } = this.#settings;
    return sum(calls) * ratio + (floor * window) / 1_000 - sum(extras);
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
