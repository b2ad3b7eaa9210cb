// The options of a call that the got transport declares.
import { group, type OptionGroup } from '@sluice/core/plugin';
import type { PhaseTimeoutFields } from '@sluice/core/transport';
import { TIMEOUT_FIELDS, type GotTimeouts } from './timeouts.ts';

/** The options that the transport adds to every call. */
export interface GotCallOptions {
  /** The limits of the phases on the wire, in ms; `false` for no limits. Default: those of the transport. */
  readonly timeout?: GotTimeouts | false | undefined;
}

/** The declarations of {@link GotCallOptions}. */
export const CALL_OPTIONS: { readonly timeout: OptionGroup<PhaseTimeoutFields> } = {
  timeout: group(TIMEOUT_FIELDS),
};
