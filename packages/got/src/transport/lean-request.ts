import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import type { Agents, RequestFunction } from 'got';
import { pollutedNames } from '@sluice/core/internal';
import { nodeRequest, prepareTarget } from './node-request.ts';

/** What Node does anyway. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  __proto__: null,
  checkServerIdentity: tls.checkServerIdentity,
  setHost: true,
};

/** Names of got's record of agents. */
const RECORD: ReadonlySet<PropertyKey> = new Set(['http', 'https', 'http2']);

/**
 * got's `request` option that does what got does without one, and gives Node only what is set. got names some forty
 * options, most of them undefined, and Node copies them and the URL's parts twice: a tenth of a small request's CPU.
 * Whatever is not plain HTTP/1.1 over these agents is done as got does it.
 */
export function leanRequest(agents: Agents): RequestFunction {
  return (url, options, callback) => {
    const polluted = pollutedNames();
    const { protocol, hostname } = url;
    const secure = protocol === 'https:';
    const ours = secure ? agents.https : agents.http;
    // got takes an agent for its own record of agents once `Object.prototype` has such a name.
    const agent = polluted.some((name) => RECORD.has(name)) ? ours : options.agent;
    if ('h2session' in options && options.h2session !== undefined) return undefined;
    if (agent === undefined || agent !== ours) return nodeRequest(url, options, callback);
    // Node knows how to write credentials, and addresses in brackets.
    if (url.username !== '' || url.password !== '' || hostname.startsWith('[')) {
      return nodeRequest(url, options, callback);
    }
    const { method, headers } = options;
    const { port } = url;
    const path = url.pathname + url.search;
    const lean: Record<string, unknown> = { protocol, hostname, port, path, method, headers };
    for (const name of Object.keys(options)) {
      const value: unknown = options[name as keyof typeof options];
      if (value !== undefined && value !== DEFAULTS[name]) lean[name] = value;
    }
    lean['agent'] = agent;
    prepareTarget(lean, hostname, secure, polluted.length > 0);
    // By the modules' own properties, which is where mocks put theirs.
    return (secure ? https : http).request(lean, callback as (response: http.IncomingMessage) => void);
  };
}
