// got's `timeout.lookup`: the limit of name resolution.
import type { LookupFunction } from 'node:net';
import type { Options } from 'got';
import { TimeoutError, type Clock } from '@sluice/core';
import { callerLookup, systemLookup } from '@sluice/core/transport';
import { nameEvent } from './error-names.ts';

/** Wraps lookup functions with a limit. Equal arguments yield the same wrapper, so that connections are shared. */
export class LookupLimits {
  readonly #clock: Clock;
  readonly #known = new WeakMap<LookupFunction, Map<number, LookupFunction>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The lookup function of a call. @param limit in ms */
  limited({ dnsLookup, dnsCache }: Options, limit: number): LookupFunction {
    const cached = typeof dnsCache === 'object' ? dnsCache.lookup : undefined;
    const given = dnsLookup ?? cached;
    // The guard calls back even if a lookup throws, so that no timer is left.
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
