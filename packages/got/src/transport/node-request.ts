import http from 'node:http';
import https from 'node:https';
import type { Options, RequestFunction } from 'got';
import { OptionError } from '@sluice/core';
import { guardIdentityCheck, systemLookup, tlsNameOf } from '@sluice/core/transport';
import { pollutedNames, SET_BY_TLS_CONNECT, shade } from '@sluice/core/internal';

/**
 * Prepares the options of one call: the request is made by {@link nodeRequest} where got would make it over HTTP/1.1, and
 * nothing that was added to `Object.prototype` gets into its connection.
 * @throws OptionError where something was added and got would speak HTTP/2: its own client makes the options of TLS from
 * ordinary objects
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
      `Object.prototype was given '${String(name)}', which got's HTTP/2 client would take for an option of its connections`,
    );
  }
  const { https: settings, url } = options;
  const { checkServerIdentity } = settings;
  if (checkServerIdentity !== undefined)
    settings.checkServerIdentity = guardIdentityCheck(checkServerIdentity);
  const host = url instanceof URL ? url.hostname : '';
  if (host.endsWith('.') && 'serverName' in settings) settings.serverName ??= tlsNameOf(host);
}

/** got's `request` option that does what got does without one, with the options that {@link prepareTarget} makes of it. */
export const nodeRequest: RequestFunction = (url, options, callback) => {
  // The cache gives the URL's parts among the options, and the callback after them.
  const given = typeof options === 'function' ? url : options;
  const { protocol, hostname } = url;
  const secure = protocol === 'https:';
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  prepareTarget(given, host, secure, pollutedNames().length > 0);
  // By the modules' own properties, which is where mocks put theirs.
  const { request } = secure ? https : http;
  return (request as (...all: unknown[]) => http.ClientRequest)(url, options, callback);
};

/**
 * Prepares the options of Node's request: TLS asks for and checks the name of the URL, whatever its Host header says; a check
 * of that name refuses it by whatever it returns but `undefined`; and the options say `undefined` themselves for each name
 * that was added to `Object.prototype`, since agents of Node's copy them into ordinary objects.
 * @param host of the URL, without brackets
 */
export function prepareTarget(
  options: https.RequestOptions,
  host: string,
  secure: boolean,
  polluted: boolean,
): void {
  if (polluted) {
    shade(options, SET_BY_TLS_CONNECT);
    options.lookup ??= systemLookup;
  }
  if (!secure) return;
  const { servername } = options;
  options.servername = servername === undefined ? tlsNameOf(host) : servername.replace(/\.$/, '');
  if (!Object.hasOwn(options, 'checkServerIdentity')) return;
  const { checkServerIdentity } = options;
  if (typeof checkServerIdentity === 'function') {
    options.checkServerIdentity = guardIdentityCheck(checkServerIdentity);
  }
}
