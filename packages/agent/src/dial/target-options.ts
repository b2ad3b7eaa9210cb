// The options with which a socket is opened for a request.
import type net from 'node:net';
import type tls from 'node:tls';
import { callerLookup, guardIdentityCheck, systemLookup, tlsNameOf } from '@sluice/core/transport';
import { pollutedNames, SET_BY_TLS_CONNECT, unpolluted } from '@sluice/core/internal';
import type { AgentRequest, TargetOptions } from '../node-internals.ts';

/** The options of a request, overridden by those of its agent: read as if Node had merged them, without a copy. */
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

  /** A merged copy, without the symbols that Node uses for the keys of its own pool. */
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
 * A copy of the options for Node, without properties of a polluted prototype. Its identity check refuses the server unless
 * it returns `undefined`, and its lookup cannot end the process by a result without an address.
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
 * The TLS server name, for SNI and the certificate check: the option `servername`, or the host. Only if the host is an
 * address, which SNI does not allow (RFC 6066 section 3), is the Host header used: clients that resolve names themselves
 * dial an address and name the server in that header. Node's agent does the same.
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
