// The options of a call that the got transport declares.
import { group, type OptionGroup } from '@sluice/core/plugin';
import type { PhaseTimeoutFields } from '@sluice/core/transport';
import { TIMEOUT_FIELDS, type GotTimeouts } from './timeouts.ts';

/** What the transport adds to every call. */
export interface GotCallOptions {
  /** Limits of the phases of the wire; `false` for no limits. */
  readonly timeout?: GotTimeouts | false | undefined;
}

/** The declarations of {@link GotCallOptions}. */
export const CALL_OPTIONS: { readonly timeout: OptionGroup<PhaseTimeoutFields> } = {
  timeout: group(TIMEOUT_FIELDS),
};
