// The limits on the size of a decoded body.
import type { ResolvedOptions } from '../../options/resolved-options.ts';

/** The limits on the size of a decoded body. */
export interface DecodeLimits {
  /** The most decoded bytes. */
  readonly bytes: number;
  /** The most decoded bytes per received byte, from {@link RATIO_FREE_BYTES} decoded bytes on. */
  readonly ratio: number;
}

/** Decoded bytes below which the ratio is not checked: a short body of blanks can be compressed to a thousandth. */
const RATIO_FREE_BYTES = 33_554_432;

/** The decoded bytes that are allowed for a number of received bytes. */
export function allowedBytes(limits: DecodeLimits, received: number): number {
  return Math.min(limits.bytes, Math.max(RATIO_FREE_BYTES, received * limits.ratio));
}

/** The limits of a call. */
export function limitsOf({ maxDecodedBytes, maxDecodingRatio }: ResolvedOptions): DecodeLimits {
  return { bytes: maxDecodedBytes, ratio: maxDecodingRatio };
}
