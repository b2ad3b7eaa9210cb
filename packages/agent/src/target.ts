import type tls from 'node:tls';
import { guardIdentityCheck, systemLookup, tlsNameOf } from '@sluice/core/transport';
import { pollutedNames, SET_BY_TLS_CONNECT, unpolluted } from '@sluice/core/internal';
import type { AgentRequest, TargetOptions } from './node-internals.ts';

/** A request's own options under those of its agent, as Node merges them, without a copy. */
export class LayeredOptions {
  readonly #own: TargetOptions;
  readonly #over: TargetOptions;

  constructor(own: object, over: object) {
    this.#own = own as TargetOptions;
    this.#over = over as TargetOptions;
  }

  /** The value of a name; what is inherited does not count. */
  get<const Name extends string>(name: Name): TargetOptions[Name] {
    if (Object.hasOwn(this.#over, name)) return this.#over[name];
    return Object.hasOwn(this.#own, name) ? this.#own[name] : undefined;
  }

  /** The merged copy. Symbols are left out: Node marks with them what its own pool could not tell apart. */
  merged(): TargetOptions {
    const options: TargetOptions = Object.assign(Object.create(null), this.#own, this.#over);
    for (const symbol of Object.getOwnPropertySymbols(options)) delete options[symbol as never];
    return options;
  }
}

/** Where a request goes and how: the options to open a socket with. */
export function targetOf(request: AgentRequest, layers: LayeredOptions): TargetOptions {
  const options = layers.merged();
  if (options.socketPath) options.path = options.socketPath;
  options.servername = serverNameOf(request, layers);
  return options;
}

/**
 * Options to open a socket with, for Node.js: nothing of a polluted prototype gets into them, and a check of the server's
 * names refuses it by whatever it returns but `undefined`.
 */
export function ownTarget(options: TargetOptions): TargetOptions {
  const own = unpolluted(options, SET_BY_TLS_CONNECT);
  // What `tls.connect` sets itself counts as not given.
  for (const name of SET_BY_TLS_CONNECT) if (own[name] === undefined) delete own[name];
  const check = own['checkServerIdentity'];
  if (typeof check === 'function') {
    own['checkServerIdentity'] = guardIdentityCheck(check as typeof tls.checkServerIdentity);
  }
  if (own['lookup'] === undefined && pollutedNames().length > 0) own['lookup'] = systemLookup;
  return own;
}

/**
 * The name TLS asks for and checks: the one given, else that of the host, whatever the Host header says. An address has none
 * (RFC 6066 section 3): clients that resolve names themselves dial it and say in the Host header whom they mean, so there
 * it counts, as with Node's own agent.
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

/** A name as it is asked for: a dot at its end is not part of it. */
export function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** `a:1` is `a`, and `[::1]:1` is `::1`. */
function nameIn(header: string): string {
  if (!header.startsWith('[')) return header.split(':', 1)[0] ?? '';
  const end = header.indexOf(']');
  return end === -1 ? header : header.slice(1, end);
}
