// The limits of the wire's phases: declarations, parser and defaults.
import {
  callOption,
  defaultsOf,
  option,
  parsersOf,
  type CallOption,
  type GivenOptions,
  type OptionParser,
  type ParsedOptions,
} from '@sluice/core/plugin';

const { limitOrFalse, parseOptions } = option;

/** The declarations of the limits. */
export class WireTimeoutFields {
  /** Waiting for a connection, whether a new one or one given back. Default: none; the gate bounds the wait. */
  readonly queue: CallOption<number, number | false> = callOption(limitOrFalse, Infinity);
  /** Name resolution, TCP, and a proxy's part. Default: 10000 (Go: 30000). */
  readonly connect: CallOption<number, number | false> = callOption(limitOrFalse, 10_000);
  /** TLS handshake. Default: 10000, as Go. */
  readonly tlsHandshake: CallOption<number, number | false> = callOption(limitOrFalse, 10_000);
  /** How long a body waits for the server's 100 after `expectContinue: true`; then it is sent. Default: 1000, as Go. */
  readonly expectContinue: CallOption<number, number | false> = callOption(limitOrFalse, 1_000);
  /** From the request being fully written to the headers of its response. Default: 30000 (Go: none). */
  readonly responseHeader: CallOption<number, number | false> = callOption(limitOrFalse, 30_000);
}

/** The limits of the wire's phases, in ms; `false` for none. */
export interface WireTimeouts extends GivenOptions<WireTimeoutFields> {}

/** {@link WireTimeouts} checked and complete; Infinity for none. */
export interface WireLimits extends ParsedOptions<WireTimeoutFields> {}

/** The fields that the transport declares in `timeout`. */
export const TIMEOUT_FIELDS: WireTimeoutFields = new WireTimeoutFields();

/** The limits that apply where none is given. */
export const DEFAULT_LIMITS: WireLimits = defaultsOf(TIMEOUT_FIELDS);

const PARSERS = parsersOf(TIMEOUT_FIELDS);
const NAMES = Object.keys(TIMEOUT_FIELDS) as (keyof WireTimeoutFields)[];
const OFF = Object.fromEntries(NAMES.map((name) => [name, false]));

/** Checks limits and fills in the defaults; `false` switches every limit off. @throws OptionError */
export const parseTimeouts: OptionParser<WireLimits> = (value, path) => ({
  ...DEFAULT_LIMITS,
  ...parseOptions(value === false ? OFF : value, PARSERS, path),
});
