// got's `timeout.lookup`: a limit of the resolution of a name.
import type { LookupFunction } from 'node:net';
import type { Options } from 'got';
import { TimeoutError, type Clock } from '@sluice/core';
import { callerLookup, systemLookup } from '@sluice/core/transport';
import { nameEvent } from './error-names.ts';

/** Functions that resolve names within a limit. The same function and limit give the same one, so that connections are shared. */
export class LookupLimits {
  readonly #clock: Clock;
  readonly #known = new WeakMap<LookupFunction, Map<number, LookupFunction>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The function by which a call resolves names, with a limit in ms. */
  limited({ dnsLookup, dnsCache }: Options, limit: number): LookupFunction {
    const cached = typeof dnsCache === 'object' ? dnsCache.lookup : undefined;
    const given = dnsLookup ?? cached;
    // The guard answers also where a lookup throws, so that no timer is left.
    const lookup = given === undefined ? systemLookup : callerLookup(given);
    let ofLookup = this.#known.get(lookup);
    if (ofLookup === undefined) this.#known.set(lookup, (ofLookup = new Map()));
    let made = ofLookup.get(limit);
    if (made === undefined) ofLookup.set(limit, (made = this.#make(lookup, limit)));
    return made;
  }

  #make(lookup: LookupFunction, limit: number): LookupFunction {
    const clock = this.#clock;
    return (hostname, options, callback) => {
      let over = false;
      const timer = clock.setTimer(
        limit,
        () => {
          over = true;
          const error = new TimeoutError('connect', limit, "got's timeout.lookup: the name was not resolved");
          callback(nameEvent(error, 'lookup'), '');
        },
        false,
      );
      lookup(hostname, options, (...result) => {
        if (over) return;
        over = true;
        clock.clearTimer(timer);
        callback(...result);
      });
    };
  }
}
