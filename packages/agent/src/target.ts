import net from 'node:net';
import { systemLookup } from '@sluice/core/transport';
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

/** Options to open a socket with, for Node.js: nothing of a polluted prototype gets into them. */
export function ownTarget(options: TargetOptions): TargetOptions {
  const own = unpolluted(options, SET_BY_TLS_CONNECT);
  // What `tls.connect` sets itself counts as not given.
  for (const name of SET_BY_TLS_CONNECT) if (own[name] === undefined) delete own[name];
  if (own['lookup'] === undefined && pollutedNames().length > 0) own['lookup'] = systemLookup;
  return own;
}

/** The name TLS asks for: the one given, else that of the Host header, or the host; an address has none (RFC 6066 section 3). */
export function serverNameOf(request: AgentRequest, options: LayeredOptions): string {
  const given = options.get('servername');
  if (given || given === '') return given;
  const header = request.getHeader('host');
  const name = header ? nameIn(String(header)) : (options.get('host') ?? '');
  return net.isIP(name) === 0 ? name : '';
}

/** `a:1` is `a`, and `[::1]:1` is `::1`. */
function nameIn(header: string): string {
  if (!header.startsWith('[')) return header.split(':', 1)[0] ?? '';
  const end = header.indexOf(']');
  return end === -1 ? header : header.slice(1, end);
}
