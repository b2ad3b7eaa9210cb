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
export class GotTimeoutFields {
  /** Waiting for a connection, whether a new one or one given back, got's own hooks included. Default: none. */
  readonly queue: CallOption<number, number | false> = callOption(limitOrFalse, Infinity);
  /** Name resolution and TCP of a connection dialed for this request. Default: 10000. */
  readonly connect: CallOption<number, number | false> = callOption(limitOrFalse, 10_000);
  /** TLS handshake of a connection dialed for this request. Default: 10000. */
  readonly tlsHandshake: CallOption<number, number | false> = callOption(limitOrFalse, 10_000);
  /** From the request being fully written to the headers of its response. Default: 30000. */
  readonly responseHeader: CallOption<number, number | false> = callOption(limitOrFalse, 30_000);
}

/** The limits of the wire's phases, in ms; `false` for none. */
export interface GotTimeouts extends GivenOptions<GotTimeoutFields> {}

/** {@link GotTimeouts} checked and complete; Infinity for none. */
export interface GotLimits extends ParsedOptions<GotTimeoutFields> {}

/** The fields that the transport declares in `timeout`. */
export const TIMEOUT_FIELDS: GotTimeoutFields = new GotTimeoutFields();

/** The limits that apply where none is given. */
export const DEFAULT_LIMITS: GotLimits = defaultsOf(TIMEOUT_FIELDS);

const PARSERS = parsersOf(TIMEOUT_FIELDS);
const NAMES = Object.keys(TIMEOUT_FIELDS) as (keyof GotTimeoutFields)[];
const OFF = Object.fromEntries(NAMES.map((name) => [name, false]));

/** Checks limits and fills in the defaults; `false` switches every limit off. @throws OptionError */
export const parseTimeouts: OptionParser<GotLimits> = (value, path) => ({
  ...DEFAULT_LIMITS,
  ...parseOptions(value === false ? OFF : value, PARSERS, path),
});
