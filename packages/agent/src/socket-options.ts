// The options with which a socket is opened.
import type tls from 'node:tls';
import { guardIdentityCheck, systemLookup, tlsNameOf } from '@sluice/core/transport';
import { pollutedNames, SET_BY_TLS_CONNECT, unpolluted } from '@sluice/core/internal';
import type { AgentRequest, TargetOptions } from './node-internals.ts';

/** The options of a request, overridden by those of its agent as in Node.js, without a copy. */
export class LayeredOptions {
  readonly #own: TargetOptions;
  readonly #over: TargetOptions;

  constructor(own: object, over: object) {
    this.#own = own as TargetOptions;
    this.#over = over as TargetOptions;
  }

  /** The own value of a name. */
  get<const Name extends string>(name: Name): TargetOptions[Name] {
    if (Object.hasOwn(this.#over, name)) return this.#over[name];
    return Object.hasOwn(this.#own, name) ? this.#own[name] : undefined;
  }

  /** A merged copy without symbols, which Node.js uses for its own pool. */
  merged(): TargetOptions {
    const options: TargetOptions = Object.assign(Object.create(null), this.#own, this.#over);
    for (const symbol of Object.getOwnPropertySymbols(options)) delete options[symbol as never];
    return options;
  }
}

/** The options with which a socket for a request is opened. */
export function targetOf(request: AgentRequest, layers: LayeredOptions): TargetOptions {
  const options = layers.merged();
  if (options.socketPath) options.path = options.socketPath;
  options.servername = serverNameOf(request, layers);
  return options;
}

/**
 * Prepares options for Node.js: a polluted prototype does not reach them, and a caller's check of the server's names is
 * guarded.
 */
export function ownTarget(options: TargetOptions): TargetOptions {
  const own = unpolluted(options, SET_BY_TLS_CONNECT);
  // `undefined` would replace a default that `tls.connect` sets.
  for (const name of SET_BY_TLS_CONNECT) if (own[name] === undefined) delete own[name];
  const check = own['checkServerIdentity'];
  if (typeof check === 'function') {
    own['checkServerIdentity'] = guardIdentityCheck(check as typeof tls.checkServerIdentity);
  }
  if (own['lookup'] === undefined && pollutedNames().length > 0) own['lookup'] = systemLookup;
  return own;
}

/**
 * The server name of TLS: the option `servername`, or the host of the request, whatever its Host header. If the host is an
 * address, which cannot be a server name (RFC 6066 section 3), the Host header is used as in Node's agent: clients that
 * resolve names themselves rely on it.
 */
export function serverNameOf(request: AgentRequest, options: LayeredOptions): string {
  const given = options.get('servername');
  if (given || given === '') return withoutDot(given);
  const host = options.get('host') ?? 'localhost';
  const name = tlsNameOf(host);
  if (name !== '') return name;
  const header = request.getHeader('host');
  return header === undefined ? '' : tlsNameOf(nameIn(String(header)));
}

/** A name without a final dot, which is not part of a server name. */
export function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** The host of a Host header: `a` for `a:1`, `::1` for `[::1]:1`. */
function nameIn(header: string): string {
  if (!header.startsWith('[')) return header.split(':', 1)[0] ?? '';
  const end = header.indexOf(']');
  return end === -1 ? header : header.slice(1, end);
}
