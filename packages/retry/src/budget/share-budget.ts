// A retry budget that is a share of the traffic of a host.
import { option, refuse, type OptionParser } from '@sluice/core/plugin';
import { MAX_LISTED, type BudgetStats, type ExtraAttempt, type RetryBudget } from './budget.ts';
import { HostMap } from '../host-map.ts';

const { duration, parseOptions } = option;

/** Options of {@link shareBudget}. */
export interface ShareBudgetOptions {
  /** The most additional attempts per call. Default: 0.2 (Envoy, Finagle, Linkerd). */
  readonly ratio?: number | undefined;
  /** How long calls and additional attempts count, in ms. Default: 10,000 (Finagle, Linkerd). */
  readonly window?: number | undefined;
  /** Additional attempts per second granted on top of the share. Default: 10 (Finagle, Linkerd). */
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

/** Slices of the window. It slides by one slice at a time. */
const SLICES = 10;

/** Calls and additional attempts of one host, per slice of time. */
class Traffic {
  readonly calls: number[] = Array.from({ length: SLICES }, () => 0);
  readonly extras: number[] = Array.from({ length: SLICES }, () => 0);
  #slice = 0;

  /** Clears slices that are older than the window. @returns the index of the current slice */
  slideTo(now: number, sliceLength: number): number {
    const slice = Math.floor(now / sliceLength);
    // After a gap longer than the window all slices are cleared once.
    const from = Math.max(this.#slice + 1, slice - SLICES + 1);
    for (let old = from; old <= slice; old++) this.calls[old % SLICES] = this.extras[old % SLICES] = 0;
    this.#slice = Math.max(this.#slice, slice);
    return this.#slice % SLICES;
  }
}

/**
 * A budget as in Envoy (`retry_budget`), Finagle and Linkerd: additional attempts may be a fifth of the calls to a host
 * in the last 10 s, plus 10 per second.
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
    const slice = traffic.slideTo(now, this.#settings.window / SLICES);
    (traffic.calls[slice] as number)++;
  }

  onSuccess(): void {
    // This budget depends on traffic, not on its success.
  }

  take(origin: string, _kind: ExtraAttempt, now: number): boolean {
    const traffic = this.#hosts.get(origin);
    const slice = traffic.slideTo(now, this.#settings.window / SLICES);
    if (this.#available(traffic) < 1) {
      this.#refused++;
      return false;
    }
    (traffic.extras[slice] as number)++;
    this.#granted++;
    return true;
  }

  onUnsent(origin: string, _kind: ExtraAttempt, now: number): void {
    this.#granted--;
    const traffic = this.#hosts.find(origin);
    if (traffic === undefined) return;
    const slice = traffic.slideTo(now, this.#settings.window / SLICES);
    // A grant older than the window is cleared already.
    for (let back = 0; back < SLICES; back++) {
      const index = (slice - back + SLICES) % SLICES;
      if (traffic.extras[index] === 0) continue;
      (traffic.extras[index] as number)--;
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
