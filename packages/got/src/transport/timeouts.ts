// The limits of the wire's phases: declarations, parser and defaults.
import { defaultsOf, type GivenOptions, type OptionParser, type ParsedOptions } from '@sluice/core/plugin';
import { PhaseTimeoutFields, timeoutsParser } from '@sluice/core/transport';

/** The limits of the wire's phases, in ms; `false` for none. got's own hooks count as waiting for a connection. */
export interface GotTimeouts extends GivenOptions<PhaseTimeoutFields> {}

/** {@link GotTimeouts} checked and complete; Infinity for none. */
export interface GotLimits extends ParsedOptions<PhaseTimeoutFields> {}

/** The fields that the transport declares in `timeout`. */
export const TIMEOUT_FIELDS: PhaseTimeoutFields = new PhaseTimeoutFields();

/** The limits that apply where none is given. */
export const DEFAULT_LIMITS: GotLimits = defaultsOf(TIMEOUT_FIELDS);

/** Checks limits and fills in the defaults; `false` switches every limit off. @throws OptionError */
export const parseTimeouts: OptionParser<GotLimits> = timeoutsParser(TIMEOUT_FIELDS);
