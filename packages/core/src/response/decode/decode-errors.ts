// The errors of bodies that cannot be decoded.
import { kMaxLength } from 'node:buffer';
import { BodyError } from '../../errors/body-error.ts';
import { allowedBytes, type DecodeLimits } from './decode-limits.ts';

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
      `the connection closed before the end of the ${coding} content`,
      details,
    );
  }
  const message = `the body is not valid ${coding}, or is cut short`;
  return new BodyError('ERR_SLUICE_BODY_DECODE', message, details);
}

/** The cause of {@link notDecodable} if bytes follow the end of the coded content. */
export function trailingBytes(): Error {
  return new Error('bytes follow the end of the coded content');
}

/** The cause of {@link notDecodable} if coded content ends too early, as zlib reports it. */
export function unexpectedEnd(): Error {
  return Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' });
}

/** The error of a decoded body that exceeds its limits. */
export function decodedTooLong(limits: DecodeLimits, received: number): BodyError {
  const limit =
    allowedBytes(limits, received) > kMaxLength
      ? `a buffer can be (${kMaxLength})`
      : limits.bytes <= received * limits.ratio
        ? `maxDecodedBytes (${limits.bytes})`
        : `maxDecodingRatio (${limits.ratio} times the bytes received)`;
  return new BodyError('ERR_SLUICE_BODY_LIMIT', `the decoded body is longer than ${limit}`, {
    bytes: received,
  });
}
