// Prepares the options of requests for Node's client.
import http from 'node:http';
import https from 'node:https';
import type { Options, RequestFunction } from 'got';
import { OptionError } from '@sluice/core';
import { callerLookup, guardIdentityCheck, systemLookup, tlsNameOf } from '@sluice/core/transport';
import { pollutedNames, SET_BY_TLS_CONNECT, shadowPollution } from '@sluice/core/internal';

/**
 * Prepares the options of one call: over HTTP/1.1, the request is created by {@link nodeRequest}, and a polluted
 * `Object.prototype` does not affect its connection.
 * @throws OptionError for HTTP/2 with a polluted prototype: got's HTTP/2 client creates its TLS options from ordinary objects
 */
export function prepareOptions(options: Options): void {
  if (!options.http2 && options.h2session === undefined) {
    options.request ??= nodeRequest;
    return;
  }
  const [name] = pollutedNames();
  if (name !== undefined) {
    throw new OptionError(
      'got.http2',
      `Object.prototype has '${String(name)}', which got's HTTP/2 client would use as an option of its connections: ` +
        'remove the property, or use HTTP/1.1',
    );
  }
  const { https: settings, url, dnsLookup } = options;
  if (dnsLookup !== undefined) options.dnsLookup = callerLookup(dnsLookup);
  const { checkServerIdentity } = settings;
  if (checkServerIdentity !== undefined)
    settings.checkServerIdentity = guardIdentityCheck(checkServerIdentity);
  const host = url instanceof URL ? url.hostname : '';
  if (host.endsWith('.') && 'serverName' in settings) settings.serverName ??= tlsNameOf(host);
}

/** A function for got's option `request`: got's default, with options prepared by {@link prepareTarget}. */
export const nodeRequest: RequestFunction = (url, options, callback) => {
  // The cache passes the parts of the URL among the options, and the callback after them.
  const given = typeof options === 'function' ? url : options;
  const { protocol, hostname } = url;
  const secure = protocol === 'https:';
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  prepareTarget(given, host, secure, pollutedNames().length > 0);
  // Through the properties of the modules, which mocks replace.
  const { request } = secure ? https : http;
  return (request as (...all: unknown[]) => http.ClientRequest)(url, options, callback);
};

/**
 * Prepares the options of Node's request. The TLS server name is the host of the URL, regardless of the Host header. The
 * caller's identity check and lookup are guarded. For each name added to `Object.prototype`, the options get an own
 * `undefined`, since Node's agents copy them into ordinary objects.
 * @param host the host of the URL, without brackets
 */
export function prepareTarget(
  options: https.RequestOptions,
  host: string,
  secure: boolean,
  polluted: boolean,
): void {
  if (polluted) shadowPollution(options, SET_BY_TLS_CONNECT);
  if (typeof options.lookup === 'function') options.lookup = callerLookup(options.lookup);
  else if (polluted) options.lookup = systemLookup;
  if (!secure) return;
  const { servername } = options;
  options.servername = servername === undefined ? tlsNameOf(host) : servername.replace(/\.$/, '');
  if (!Object.hasOwn(options, 'checkServerIdentity')) return;
  const { checkServerIdentity } = options;
  if (typeof checkServerIdentity === 'function') {
    options.checkServerIdentity = guardIdentityCheck(checkServerIdentity);
  }
}
