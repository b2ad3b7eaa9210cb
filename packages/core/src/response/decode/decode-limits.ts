import { kMaxLength } from 'node:buffer';
import type { ResolvedOptions } from '../../options/resolved-options.ts';
import { BodyError } from '../../errors/body-error.ts';

/** How far a body may grow when it is decoded. */
export interface DecodeLimits {
  /** Decoded bytes, at most. */
  readonly bytes: number;
  /** Decoded bytes per byte received, at most, from {@link RATIO_FREE_BYTES} on. */
  readonly ratio: number;
}

/** Decoded bytes below which the ratio does not matter: a short body of blanks may well be a thousandth of itself. */
const RATIO_FREE_BYTES = 1_048_576;

/** Decoded bytes allowed for as many received. */
export function allowedBytes(limits: DecodeLimits, received: number): number {
  return Math.min(limits.bytes, Math.max(RATIO_FREE_BYTES, received * limits.ratio));
}

/** The error for a body that grows beyond its limits. */
export function decodedTooLong(limits: DecodeLimits, received: number): BodyError {
  const over =
    allowedBytes(limits, received) > kMaxLength
      ? `a buffer can be (${kMaxLength})`
      : limits.bytes <= received * limits.ratio
        ? `maxDecodedBytes (${limits.bytes})`
        : `maxDecodingRatio (${limits.ratio} times the bytes received)`;
  return new BodyError('ERR_SLUICE_BODY_LIMIT', `the decoded body is longer than ${over}`, {
    bytes: received,
  });
}

/** What an error says of the body that was decoded. */
export interface ReceivedBody {
  /** Bytes received. */
  readonly received: number;
  /** False when only the end of the connection ended the body. */
  readonly lengthKnown: boolean;
}

/**
 * The error for a body that is not what its `content-encoding` says, or not all of it. If nothing but the end of the
 * connection told its end, a coding that is not complete tells that it was cut short.
 */
export function notDecodable(coding: string, body: ReceivedBody, cause: unknown): BodyError {
  const details = { bytes: body.received, cause };
  if (!body.lengthKnown && (cause as { code?: unknown }).code === 'Z_BUF_ERROR') {
    return new BodyError(
      'ERR_SLUICE_BODY_CUT_SHORT',
      `the connection ended before the ${coding} did`,
      details,
    );
  }
  const message = `the body is not valid ${coding}, or is cut short`;
  return new BodyError('ERR_SLUICE_BODY_DECODE', message, details);
}

/** The limits that the options of a call set. */
export function limitsOf({ maxDecodedBytes, maxDecodingRatio }: ResolvedOptions): DecodeLimits {
  return { bytes: maxDecodedBytes, ratio: maxDecodingRatio };
}
