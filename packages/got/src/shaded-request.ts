import http from 'node:http';
import https from 'node:https';
import type { Options, RequestFunction } from 'got';
import { OptionError } from '@sluice/core';
import { systemLookup } from '@sluice/core/transport';
import { pollutedNames, SET_BY_TLS_CONNECT, shade } from '@sluice/core/internal';

/**
 * Keeps what was added to `Object.prototype` out of a request's connection. Does nothing as long as nothing was.
 * @throws OptionError where got would speak HTTP/2: its own client makes the options of TLS from ordinary objects
 */
export function guardOptions(options: Options): void {
  const [name] = pollutedNames();
  if (name === undefined) return;
  if (options.http2 || options.h2session !== undefined) {
    throw new OptionError(
      'got.http2',
      `Object.prototype was given '${String(name)}', which got's HTTP/2 client would take for an option of its connections`,
    );
  }
  options.request ??= shadedRequest;
}

/**
 * got's `request` option that does what got does without one, with options that say `undefined` themselves for what was
 * added to `Object.prototype`: agents of Node's copy them into ordinary objects.
 */
export const shadedRequest: RequestFunction = (url, options, callback) => {
  // The cache gives the URL's parts among the options, and the callback after them.
  shadeOptions(typeof options === 'function' ? url : options);
  // By the modules' own properties, which is where mocks put theirs.
  const { request } = url.protocol === 'https:' ? https : http;
  return (request as (...all: unknown[]) => http.ClientRequest)(url, options, callback);
};

/** Has options of a request say `undefined` themselves for what was added to `Object.prototype`. */
export function shadeOptions(options: https.RequestOptions): void {
  shade(options, SET_BY_TLS_CONNECT);
  options.lookup ??= systemLookup;
}
