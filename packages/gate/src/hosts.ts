import { OptionError, type Clock } from '@sluice/core';
import { Host } from './host.ts';
import { List } from './list.ts';
import type { ResolvedGate } from './options.ts';

/** Hosts remembered while nothing runs and nobody waits there, at most; the one that rested longest goes first. */
const MAX_RESTING = 1_000;

/** The hosts of a gate: all those with something to do, and some that rest, with what their limit has learnt. */
export class Hosts {
  readonly #options: ResolvedGate;
  readonly #hosts = new Map<string, Host>();
  readonly #resting = new List<Host>();

  constructor(options: ResolvedGate) {
    this.#options = options;
  }

  /** The host of a key. @throws OptionError when the key is no string. */
  open(key: string, clock: Clock): Host {
    let host = this.#hosts.get(key);
    if (host === undefined) {
      if (typeof key !== 'string') throw new OptionError('gate.key', "option 'gate.key' gave no string");
      host = new Host(key, this.#options, clock.now());
      this.#hosts.set(key, host);
    }
    host.rest.leave();
    return host;
  }

  /** A host may have nothing to do any more. */
  restIfIdle(host: Host): void {
    if (host.running > 0 || host.line.size > 0 || host.rest.list !== undefined) return;
    this.#resting.push(host.rest);
    const { size, first } = this.#resting;
    if (size <= MAX_RESTING || first === undefined) return;
    first.rest.leave();
    this.#hosts.delete(first.key);
  }

  /** Those with something to do. */
  *busy(): Iterable<Host> {
    for (const host of this.#hosts.values()) if (host.rest.list === undefined) yield host;
  }
}
