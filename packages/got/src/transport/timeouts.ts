// The limits of the phases on the wire: declarations, parser and defaults.
import { defaultsOf, type GivenOptions, type OptionParser, type ParsedOptions } from '@sluice/core/plugin';
import { PhaseTimeoutFields, timeoutsParser } from '@sluice/core/transport';

/** The limits of the phases on the wire, in ms; `false` for none. The time of got's hooks counts as part of `queue`. */
export interface GotTimeouts extends GivenOptions<PhaseTimeoutFields> {}

/** {@link GotTimeouts} checked and complete; Infinity for none. */
export interface GotLimits extends ParsedOptions<PhaseTimeoutFields> {}

/** The fields that the transport declares in `timeout`. */
export const TIMEOUT_FIELDS: PhaseTimeoutFields = new PhaseTimeoutFields();

/** The default limits. */
export const DEFAULT_LIMITS: GotLimits = defaultsOf(TIMEOUT_FIELDS);

/** Checks limits and adds the defaults; `false` removes every limit. @throws OptionError for an invalid value */
export const parseTimeouts: OptionParser<GotLimits> = timeoutsParser(TIMEOUT_FIELDS);
