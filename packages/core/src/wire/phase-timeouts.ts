// The limits of the phases that every transport has: declarations, defaults and parser.
import {
  callOption,
  defaultsOf,
  parsersOf,
  type CallOption,
  type ParsedOptions,
} from '../options/call-option.ts';
import { limitOrFalse, parseOptions, type OptionParser } from '../options/parsers.ts';

/** For transports: the declarations of the limits, in ms, which a transport may extend; `false` for no limit. */
export class PhaseTimeoutFields {
  /** Waiting for a connection, whether a new one or one that another request releases. Default: none. */
  readonly queue: CallOption<number, number | false> = callOption(limitOrFalse, Infinity);
  /** Name resolution, TCP and a proxy's part, for a connection that this request dials. Default: 10000 (Go: 30000). */
  readonly connect: CallOption<number, number | false> = callOption(limitOrFalse, 10_000);
  /** TLS handshake of a connection that this request dials. Default: 10000, as Go. */
  readonly tlsHandshake: CallOption<number, number | false> = callOption(limitOrFalse, 10_000);
  /** From the request being fully written to the headers of its response. Default: 30000 (Go: none). */
  readonly responseHeader: CallOption<number, number | false> = callOption(limitOrFalse, 30_000);
}

/** For transports: creates a parser of limits, which fills in the defaults; `false` disables every limit. */
export function timeoutsParser<Fields extends PhaseTimeoutFields>(
  fields: Fields,
): OptionParser<ParsedOptions<Fields>> {
  const parsers = parsersOf(fields);
  const defaults = defaultsOf(fields);
  const off = Object.fromEntries(Object.keys(fields).map((name) => [name, false]));
  return (value, path) => ({ ...defaults, ...parseOptions(value === false ? off : value, parsers, path) });
}
