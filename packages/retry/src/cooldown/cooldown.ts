// The pauses that hosts request.
import { MAX_TIMER_MS, option, refuse, type OptionParser } from '@sluice/core/plugin';
import { HostMap } from '../host-map.ts';

const { parseOptions } = option;

/** Options of {@link hostCooldown}. */
export interface CooldownOptions {
  /**
   * Spreads the callers after the end of a pause over this share of its length, so that they do not all return at once.
   * Default: 0.5 (Envoy stretches by 1 to 1.5).
   */
  readonly spread?: number | undefined;
}

/** The statistics of a cool-down. */
export interface CooldownStats {
  /** How often a pause began or was extended. */
  readonly pauses: number;
  /** How often an attempt had to wait for the end of a pause. */
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
 * The hosts that requested a pause: one `Retry-After`, or one exhausted rate limit, pauses all calls to the host.
 * Plugins that are given the same object share it.
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

  /**
   * Begins or extends the pause of a host; never shortens it.
   * @param wait the length of the pause in ms, at most the longest delay of a timer (24.8 days)
   */
  begin(origin: string, wait: number, now: number): void {
    if (!(wait > 0)) return;
    const pause = this.#hosts.get(origin);
    // A share of Infinity could be NaN.
    const length = Math.min(wait, MAX_TIMER_MS);
    if (now + length <= pause.until) return;
    pause.until = now + length;
    pause.length = length;
    this.#pauses++;
  }

  /** How long an attempt must wait, in ms; 0 if it need not. @param random returns a number from 0 to 1 (excluded) */
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

  /** The counters now. */
  stats(): CooldownStats {
    return { pauses: this.#pauses, held: this.#held };
  }
}

/** Creates a cool-down that several clients can share. @throws OptionError for an unknown option or a bad value. */
export function hostCooldown(options: CooldownOptions = {}): HostCooldown {
  return new HostCooldown(options);
}
