import { OptionError, type Clock } from '@sluice/core';
import { Meter } from './adaptive/meter.ts';
import { Host } from './host.ts';
import type { ResolvedGate } from './options.ts';

/** Keys whose limit is remembered while nothing runs there, at most; the one that rested longest goes first. */
const MAX_RESTING = 1_000;

/** The hosts at which something runs or waits. */
export class Hosts {
  readonly #options: ResolvedGate;
  readonly #busy = new Map<string, Host>();
  /** What adaptive limits have learnt of hosts that have nothing to do now. */
  readonly #resting = new Map<string, Meter>();

  constructor(options: ResolvedGate) {
    this.#options = options;
  }

  /** The host of a key. @throws OptionError when the key is no string. */
  open(key: string, clock: Clock): Host {
    let host = this.#busy.get(key);
    if (host === undefined) {
      if (typeof key !== 'string') throw new OptionError('gate.key', "option 'gate.key' gave no string");
      host = new Host(key, this.#options, (adaptive, ceiling) => {
        return this.#resting.get(key) ?? new Meter(adaptive, ceiling, clock.now());
      });
      this.#resting.delete(key);
      this.#busy.set(key, host);
    }
    return host;
  }

  /** Forgets a host if nothing runs and nobody waits there. */
  forgetIfIdle({ key, running, line, meter }: Host): void {
    if (running > 0 || line.size > 0) return;
    this.#busy.delete(key);
    if (meter === undefined) return;
    this.#resting.set(key, meter);
    if (this.#resting.size <= MAX_RESTING) return;
    const oldest = this.#resting.keys().next();
    if (!oldest.done) this.#resting.delete(oldest.value);
  }

  /** All of them. */
  values(): Iterable<Host> {
    return this.#busy.values();
  }
}
