import { callOption, group, option, type CallOption, type OptionGroup } from '@sluice/core/plugin';
import type { PhaseTimeoutFields } from '@sluice/core/transport';
import { TIMEOUT_FIELDS, type GotTimeouts } from './timeouts.ts';

const { func } = option;

/** How far an upload or a download is, as got reports it. */
export interface Progress {
  /** From 0 to 1; 0 as long as the total is unknown. */
  readonly percent: number;
  /** Bytes so far. */
  readonly transferred: number;
  /** Bytes in all, when known. */
  readonly total?: number | undefined;
}

/** What the transport adds to every call. */
export interface GotCallOptions {
  /** Limits of the wire's phases. `false`: none at all. */
  readonly timeout?: GotTimeouts | false | undefined;
  /** Told of the request body as it is written, of each attempt anew. What it throws ends the attempt. */
  readonly onUploadProgress?: ((progress: Progress) => void) | undefined;
  /** Told of the response body as it arrives, of each attempt anew. What it throws ends the attempt. */
  readonly onDownloadProgress?: ((progress: Progress) => void) | undefined;
}

type Listener = (progress: Progress) => void;

/** The declarations of {@link GotCallOptions}. */
export const CALL_OPTIONS: {
  readonly timeout: OptionGroup<PhaseTimeoutFields>;
  readonly onUploadProgress: CallOption<Listener | undefined>;
  readonly onDownloadProgress: CallOption<Listener | undefined>;
} = {
  timeout: group(TIMEOUT_FIELDS),
  onUploadProgress: callOption<Listener | undefined>(func<Listener>(), undefined),
  onDownloadProgress: callOption<Listener | undefined>(func<Listener>(), undefined),
};
