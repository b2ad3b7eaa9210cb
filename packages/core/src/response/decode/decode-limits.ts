// The limits of decoding, and the errors of bodies that cannot be decoded.
import { kMaxLength } from 'node:buffer';
import type { ResolvedOptions } from '../../options/resolved-options.ts';
import { BodyError } from '../../errors/body-error.ts';

/** The limits on the size of a decoded body. */
export interface DecodeLimits {
  /** The most decoded bytes. */
  readonly bytes: number;
  /** The most decoded bytes per received byte, from {@link RATIO_FREE_BYTES} decoded bytes on. */
  readonly ratio: number;
}

/** Decoded bytes below which the ratio is not checked: a short body of blanks can be compressed to a thousandth. */
const RATIO_FREE_BYTES = 1_048_576;

/** The decoded bytes that are allowed for a number of received bytes. */
export function allowedBytes(limits: DecodeLimits, received: number): number {
  return Math.min(limits.bytes, Math.max(RATIO_FREE_BYTES, received * limits.ratio));
}

/** The error of a decoded body that exceeds its limits. */
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

/** The part of a body that the errors of its decoding describe. */
export interface ReceivedBody {
  /** Bytes received. */
  readonly received: number;
  /** False if the body ended with its connection. */
  readonly lengthKnown: boolean;
}

/**
 * The error of a body that does not match its `content-encoding`, or is incomplete. If the body ended with its connection,
 * an incomplete coding means that it was cut short.
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

/** The limits of a call. */
export function limitsOf({ maxDecodedBytes, maxDecodingRatio }: ResolvedOptions): DecodeLimits {
  return { bytes: maxDecodedBytes, ratio: maxDecodingRatio };
}
