// The limits of the wire's phases: declarations, parser and defaults.
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
  /** How long a body waits for the server's 100 after `expectContinue: true`; then it is sent. Default: 1000, as Go. */
  readonly expectContinue: CallOption<number, number | false> = callOption(option.limitOrFalse, 1_000);
}

/** The limits of the wire's phases, in ms; `false` for none. */
export interface WireTimeouts extends GivenOptions<WireTimeoutFields> {}

/** {@link WireTimeouts} checked and complete; Infinity for none. */
export interface WireLimits extends ParsedOptions<WireTimeoutFields> {}

/** The fields that the transport declares in `timeout`. */
export const TIMEOUT_FIELDS: WireTimeoutFields = new WireTimeoutFields();

/** The limits that apply where none is given. */
export const DEFAULT_LIMITS: WireLimits = defaultsOf(TIMEOUT_FIELDS);

/** Checks limits and fills in the defaults; `false` switches every limit off. @throws OptionError */
export const parseTimeouts: OptionParser<WireLimits> = timeoutsParser(TIMEOUT_FIELDS);
