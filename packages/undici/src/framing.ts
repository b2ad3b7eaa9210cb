import { NetworkError } from '@sluice/core';

/** Headers as undici hands them over: names in lower case, several lines of a name as a list. */
export type ReceivedHeaders = Record<string, string | string[] | undefined>;

/** Informational responses taken before the final one; more is an attack, not a service. */
export const MAX_INFORMATIONAL = 20;

/** Framing bytes of a chunked body taken on top of {@link FRAMING_RATIO}, as extensions and short chunks make them. */
const FRAMING_SLACK = 262_144;

/** Framing bytes taken per byte of a chunked body: a chunk of one byte has five, a TLS record around it 22 more. */
const FRAMING_RATIO = 32;

/**
 * Refuses a response whose framing the parser takes and others would read differently: its bytes could end up in
 * the next answer (RFC 9112 section 6.1). Whatever cannot be told with certainty where it ends is refused.
 * @param lines header lines of the response
 * @param most header lines taken
 * @throws NetworkError `ERR_SLUICE_PROTOCOL`
 */
export function checkHead(received: ReceivedHeaders, lines: number, most: number): void {
  if (lines > most) throw refused(`more than ${most} header lines (maxResponseHeaders)`, false);
  const coding = received['transfer-encoding'];
  if (coding !== undefined && coding !== 'chunked' && !isChunked(coding)) {
    throw refused('a transfer-encoding other than chunked, which was not asked for', true);
  }
}

function isChunked(coding: string | string[]): boolean {
  return typeof coding === 'string' && coding.trim().toLowerCase() === 'chunked';
}

/**
 * Whether a chunked body costs more framing than any honest sender's: chunk extensions without end (CVE-2023-39326).
 * @param wire bytes that came over the wire since the head
 * @param body bytes of the body among them
 */
export function isOverframed(wire: number, body: number): boolean {
  return wire - body > FRAMING_SLACK + FRAMING_RATIO * body;
}

/** The error of a response that breaks a rule of ours. */
export function refused(
  what: string,
  retryable: boolean,
  phase: 'response' | 'body' = 'response',
): NetworkError {
  return new NetworkError('ERR_SLUICE_PROTOCOL', `the response has ${what}`, {
    phase,
    bytesWritten: 1,
    responseStarted: true,
    retryable,
  });
}

/** Whether a response has a body that only the end of the connection ends, so that a cut goes unseen. */
export function endsWithConnection(method: string, status: number, received: ReceivedHeaders): boolean {
  if (method === 'HEAD' || status === 204 || status === 304) return false;
  return received['content-length'] === undefined && received['transfer-encoding'] === undefined;
}
