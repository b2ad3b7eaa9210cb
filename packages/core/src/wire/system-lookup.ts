import dns from 'node:dns';
import type net from 'node:net';
import { unpolluted } from '../options/unpolluted.ts';

/** For transports: `dns.lookup` with what a socket asks of it, and nothing of a polluted `Object.prototype`. */
export const systemLookup: net.LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, unpolluted(options), callback);
};
