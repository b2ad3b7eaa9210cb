import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import type { Agents, RequestFunction } from 'got';

/** What Node does anyway. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  __proto__: null,
  checkServerIdentity: tls.checkServerIdentity,
  setHost: true,
};

/**
 * got's `request` option that does what got does without one, and gives Node only what is set. got names some forty
 * options, most of them undefined, and Node copies them and the URL's parts twice: a tenth of a small request's CPU.
 * Whatever is not plain HTTP/1.1 over these agents is left to got.
 */
export function leanRequest(agents: Agents): RequestFunction {
  return (url, options, callback) => {
    const { protocol, hostname } = url;
    const secure = protocol === 'https:';
    const { agent } = options;
    if (agent === undefined || agent !== (secure ? agents.https : agents.http)) return undefined;
    if ('h2session' in options && options.h2session !== undefined) return undefined;
    // Node knows how to write credentials, and addresses in brackets.
    if (url.username !== '' || url.password !== '' || hostname.startsWith('[')) return undefined;
    const { method, headers } = options;
    const { port } = url;
    const path = url.pathname + url.search;
    const lean: Record<string, unknown> = { protocol, hostname, port, path, agent, method, headers };
    for (const name of Object.keys(options)) {
      const value: unknown = options[name as keyof typeof options];
      if (value !== undefined && value !== DEFAULTS[name]) lean[name] = value;
    }
    // By the modules' own properties, which is where mocks put theirs.
    return (secure ? https : http).request(lean, callback as (response: http.IncomingMessage) => void);
  };
}
