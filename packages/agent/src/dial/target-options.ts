// The options with which a socket is opened for a request.
import type net from 'node:net';
import type tls from 'node:tls';
import { callerLookup, guardIdentityCheck, systemLookup, tlsNameOf } from '@sluice/core/transport';
import { pollutedNames, SET_BY_TLS_CONNECT, unpolluted } from '@sluice/core/internal';
import type { AgentRequest, TargetOptions } from '../node-internals.ts';

/** The options of a request and, with precedence, those of its agent: read as Node merges them, without a copy. */
export class LayeredOptions {
  readonly #own: TargetOptions;
  readonly #over: TargetOptions;

  constructor(own: object, over: object) {
    this.#own = own as TargetOptions;
    this.#over = over as TargetOptions;
  }

  /** The value of a name. Inherited properties are ignored. */
  get<const Name extends string>(name: Name): TargetOptions[Name] {
    if (Object.hasOwn(this.#over, name)) return this.#over[name];
    return Object.hasOwn(this.#own, name) ? this.#own[name] : undefined;
  }

  /** The merged copy, without symbols: Node uses these for the keys of its own pool. */
  merged(): TargetOptions {
    const options: TargetOptions = Object.assign(Object.create(null), this.#own, this.#over);
    for (const symbol of Object.getOwnPropertySymbols(options)) Reflect.deleteProperty(options, symbol);
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
 * A copy of the options for Node: without properties of a polluted prototype, and with a check of the server's names that
 * refuses the server unless it returns `undefined`; a lookup cannot end the process by an answer without an address.
 */
export function ownTarget(options: TargetOptions): TargetOptions {
  const own = unpolluted(options, SET_BY_TLS_CONNECT);
  // `tls.connect` sets these itself unless they are own properties.
  for (const name of SET_BY_TLS_CONNECT) if (own[name] === undefined) delete own[name];
  const check = own['checkServerIdentity'];
  if (typeof check === 'function') {
    own['checkServerIdentity'] = guardIdentityCheck(check as typeof tls.checkServerIdentity);
  }
  const { lookup } = own;
  if (typeof lookup === 'function') own['lookup'] = callerLookup(lookup as net.LookupFunction);
  else if (pollutedNames().length > 0) own['lookup'] = systemLookup;
  return own;
}

/**
 * The server name of TLS, for SNI and the check of the certificate: the option `servername`, or the host. The Host header
 * counts only if the host is an address, which SNI does not allow (RFC 6066 section 3): clients that resolve names
 * themselves dial an address and name the server in the Host header. Node's agent does the same.
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

/** A host name without the dot of a fully qualified name. */
export function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** The host of a Host header: `a` of `a:1`, `::1` of `[::1]:1`. */
function nameIn(header: string): string {
  if (!header.startsWith('[')) return header.split(':', 1)[0] ?? '';
  const end = header.indexOf(']');
  return end === -1 ? header : header.slice(1, end);
}
