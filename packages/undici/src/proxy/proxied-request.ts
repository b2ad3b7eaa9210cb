// Converts requests to the form that a proxy forwards.
import { OptionError } from '@sluice/core';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { ProxyHop } from './proxy-hop.ts';

/** A request that is sent through a proxy. */
export interface Addressed {
  readonly url: URL;
  readonly headers: { has(name: string): boolean };
}

/**
 * Converts a request to the form that a proxy forwards: absolute form of the target (RFC 9112 section 3.2.2), the host of
 * the origin, and the headers for the proxy.
 */
export function addressToProxy(options: DispatchOptions, request: Addressed, proxy: ProxyHop): void {
  const { url, headers } = request;
  options.path = url.origin + options.path;
  const own = headers.has('host') ? [] : ['host', url.host];
  for (let index = 0; index < proxy.headers.length; index += 2) {
    const name = proxy.headers[index] as string;
    // A header of the call replaces that of the proxy.
    if (!headers.has(name)) own.push(name, proxy.headers[index + 1] as string);
  }
  options.headers = [...options.headers, ...own];
}

/**
 * Refuses a request that would carry the proxy's credentials to the origin.
 * @throws OptionError if the request has the header `proxy-authorization`
 */
export function refuseProxyCredentials(request: Addressed): void {
  if (!request.headers.has('proxy-authorization')) return;
  throw new OptionError(
    'headers.proxy-authorization',
    "the header 'proxy-authorization' would reach the origin; give the proxy's credentials in the transport's option 'proxy'",
  );
}
