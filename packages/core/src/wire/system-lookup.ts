// Name resolution by the operating system.
import dns from 'node:dns';
import type net from 'node:net';
import { unpolluted } from '../options/unpolluted.ts';

/** For transports: `dns.lookup` with the options of a socket, which a polluted `Object.prototype` cannot change. */
export const systemLookup: net.LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, unpolluted(options), callback);
};
