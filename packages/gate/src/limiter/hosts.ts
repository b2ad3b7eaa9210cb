// The hosts of a gate: all busy ones, and a bounded number of idle ones.
import type { Clock } from '@sluice/core';
import { refuse } from '@sluice/core/plugin';
import { LinkedList } from '../collections/linked-list.ts';
import type { ResolvedGate } from '../options/gate-options.ts';
import { Host, type HostOwner } from './host.ts';

/** Idle hosts kept at most. Beyond it the host that has been idle longest is forgotten. */
const MAX_IDLE = 1_000;

/** The hosts of a gate by key. Idle hosts are kept, since their adaptive limits have learned from earlier exchanges. */
export class Hosts {
  readonly #owner: HostOwner;
  readonly #options: ResolvedGate;
  readonly #hosts = new Map<string, Host>();
  readonly #idle = new LinkedList<Host>();

  constructor(owner: HostOwner, options: ResolvedGate) {
    this.#owner = owner;
    this.#options = options;
  }

  /** The host of a key, created if it is new. @throws OptionError when the key is not a string. */
  get(key: string, clock: Clock): Host {
    let host = this.#hosts.get(key);
    if (host === undefined) {
      if (typeof key !== 'string') throw refuse('gate.key', key, 'a function that returns a string');
      host = new Host(this.#owner, key, this.#options, clock.now());
      this.#hosts.set(key, host);
    }
    host.idleLink.leave();
    return host;
  }

  /** Lists a host as idle if it has neither exchanges under way nor waiting attempts. */
  markIfIdle(host: Host): void {
    if (host.running > 0 || host.waiting > 0 || host.idleLink.list !== undefined) return;
    this.#idle.push(host.idleLink);
    const { size, first } = this.#idle;
    if (size <= MAX_IDLE || first === undefined) return;
    first.idleLink.leave();
    this.#hosts.delete(first.key);
  }

  /** The hosts with exchanges under way or waiting attempts. */
  *busy(): Iterable<Host> {
    for (const host of this.#hosts.values()) if (host.idleLink.list === undefined) yield host;
  }
}
