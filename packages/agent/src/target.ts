import net from 'node:net';
import type { AgentRequest, TargetOptions } from './node-internals.ts';

/**
 * Where a request goes and how: its own options under those of its agent, as Node merges them, and the name TLS asks
 * for. Symbols are left out: Node marks with them what its own pool could not tell apart.
 */
export function targetOf(request: AgentRequest, given: object, ofAgent: object): TargetOptions {
  const options: TargetOptions = Object.assign(Object.create(null), given, ofAgent);
  for (const symbol of Object.getOwnPropertySymbols(options)) delete options[symbol as never];
  if (options.socketPath) options.path = options.socketPath;
  if (!options.servername && options.servername !== '') options.servername = serverName(options, request);
  return options;
}

/** The name of the Host header, or the host; an address has none (RFC 6066 section 3). */
function serverName(options: TargetOptions, request: AgentRequest): string {
  const header = request.getHeader('host');
  const name = header ? nameIn(String(header)) : (options.host ?? '');
  return net.isIP(name) === 0 ? name : '';
}

/** `a:1` is `a`, and `[::1]:1` is `::1`. */
function nameIn(header: string): string {
  if (!header.startsWith('[')) return header.split(':', 1)[0] ?? '';
  const end = header.indexOf(']');
  return end === -1 ? header : header.slice(1, end);
}
