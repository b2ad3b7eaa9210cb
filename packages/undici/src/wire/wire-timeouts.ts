// The limits of the phases on the wire: declarations, parser and defaults.
import {
  callOption,
  defaultsOf,
  option,
  type CallOption,
  type GivenOptions,
  type OptionParser,
  type ParsedOptions,
} from '@sluice/core/plugin';
import { PhaseTimeoutFields, timeoutsParser } from '@sluice/core/transport';

/** The declarations of the limits. */
export class WireTimeoutFields extends PhaseTimeoutFields {
  /** How long a body waits for the server's 100 with `expectContinue: true` before it is sent. Default: 1000, as in Go. */
  readonly expectContinue: CallOption<number, number | false> = callOption(option.limitOrFalse, 1_000);
}

/** The limits of the phases on the wire, in ms; `false` for none. */
export interface WireTimeouts extends GivenOptions<WireTimeoutFields> {}

/** {@link WireTimeouts} checked and complete; Infinity for none. */
export interface WireLimits extends ParsedOptions<WireTimeoutFields> {}

/** The fields that the transport declares in `timeout`. */
export const TIMEOUT_FIELDS: WireTimeoutFields = new WireTimeoutFields();

/** The default limits. */
export const DEFAULT_LIMITS: WireLimits = defaultsOf(TIMEOUT_FIELDS);

/** Checks limits and adds the defaults; `false` removes every limit. @throws OptionError for an invalid value */
export const parseTimeouts: OptionParser<WireLimits> = timeoutsParser(TIMEOUT_FIELDS);
