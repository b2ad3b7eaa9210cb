import { MAX_TIMER_MS, parseOptions, refuse, type OptionParser } from '@sluice/core';
import { HostMap } from '../collections/host-map.ts';

/** Options of {@link hostCooldown}. */
export interface CooldownOptions {
  /**
   * Callers are released over so much of the pause's length beyond its end, so that they do not come back all at
   * once. Default: 0.5 (Envoy stretches by 1 to 1.5).
   */
  readonly spread?: number | undefined;
}

/** What a cool-down counts. */
export interface CooldownStats {
  /** How often a host was paused or its pause prolonged. */
  readonly pauses: number;
  /** How often an attempt was held back. */
  readonly held: number;
}

const spread: OptionParser<number> = (value, path) => {
  if (typeof value !== 'number' || !(value >= 0 && value <= 10)) {
    throw refuse(path, value, 'a number from 0 to 10');
  }
  return value;
};

interface HostPause {
  until: number;
  length: number;
}

/**
 * Hosts that asked to be left alone: one `Retry-After`, or one exhausted rate limit, pauses every caller to that host.
 * Shared by all plugins that are given the same object.
 */
export class HostCooldown {
  readonly #spread: number;
  readonly #hosts: HostMap<HostPause> = new HostMap(() => ({ until: 0, length: 0 }));
  #pauses = 0;
  #held = 0;

  /** @throws OptionError for an unknown option or a bad value. */
  constructor(options: CooldownOptions = {}, path = 'cooldown') {
    this.#spread = parseOptions<{ spread: number }>(options, { spread }, path).spread ?? 0.5;
  }

  /** A host asked for `wait` ms, of which what a timer can hold counts (24.8 days). A pause is never shortened. */
  begin(origin: string, wait: number, now: number): void {
    if (!(wait > 0)) return;
    const pause = this.#hosts.get(origin);
    // A share of Infinity may be no number.
    const length = Math.min(wait, MAX_TIMER_MS);
    if (now + length <= pause.until) return;
    pause.until = now + length;
    pause.length = length;
    this.#pauses++;
  }

  /** How long an attempt is to be held back, in ms, 0 for not at all. @param random from 0 to 1 (not included) */
  waitFor(origin: string, now: number, random: () => number): number {
    const pause = this.#hosts.find(origin);
    if (pause === undefined) return 0;
    if (pause.until <= now) {
      this.#hosts.delete(origin);
      return 0;
    }
    this.#held++;
    return pause.until - now + random() * this.#spread * pause.length;
  }

  /** Counters at this moment. */
  stats(): CooldownStats {
    return { pauses: this.#pauses, held: this.#held };
  }
}

/** A cool-down to be shared by several clients. @throws OptionError for an unknown option or a bad value. */
export function hostCooldown(options: CooldownOptions = {}): HostCooldown {
  return new HostCooldown(options);
}
