import { NetworkError } from '../errors/network-error.ts';

/** Headers as a transport received them: names in lower case, several lines of a name as a list. */
export type ReceivedHeaders = Record<string, string | string[] | undefined>;

/** For transports: informational responses taken before the final one; more is an attack, not a service. */
export const MAX_INFORMATIONAL = 20;

/**
 * For transports: refuses a response whose framing a parser takes and others would read differently: its bytes could
 * end up in the next answer (RFC 9112 section 6.1). Whatever cannot be told with certainty where it ends is refused.
 * @param lines header lines of the response
 * @param most header lines taken
 * @throws NetworkError `ERR_SLUICE_PROTOCOL`
 */
export function checkHead(received: ReceivedHeaders, lines: number, most: number): void {
  if (lines > most) throw refusedResponse(`more than ${most} header lines (maxResponseHeaders)`, false);
  const coding = received['transfer-encoding'];
  if (coding !== undefined && coding !== 'chunked' && !isChunked(coding)) {
    throw refusedResponse('a transfer-encoding other than chunked, which was not asked for', true);
  }
}

function isChunked(coding: string | string[]): boolean {
  return typeof coding === 'string' && coding.trim().toLowerCase() === 'chunked';
}

/**
 * For transports: the error of a response that breaks a rule of ours.
 * @param what follows on "the response has"
 * @param phase what was being read. Default: the response's head
 */
export function refusedResponse(
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

/** For transports: the error of a response with more than {@link MAX_INFORMATIONAL} informational ones before it. */
export function tooManyInformational(): NetworkError {
  return refusedResponse(`more than ${MAX_INFORMATIONAL} informational responses before it`, false);
}

function isBodiless(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 304;
}

/** For transports: whether only the end of the connection ends the response's body, so that a cut goes unseen. */
export function endsWithConnection(method: string, status: number, received: ReceivedHeaders): boolean {
  if (isBodiless(method, status)) return false;
  return received['content-length'] === undefined && received['transfer-encoding'] === undefined;
}

/** For transports: the length in bytes a response's body announces; undefined when it has none or announces none. */
export function declaredLength(
  method: string,
  status: number,
  received: ReceivedHeaders,
): number | undefined {
  const value = received['content-length'];
  if (value === undefined || isBodiless(method, status)) return undefined;
  const length = Number(value);
  return Number.isSafeInteger(length) ? length : undefined;
}

/**
 * For transports: whether a response without a body declares one all the same. The server may send it, at once or later,
 * and it would be taken for the next response: the connection is not to be used again (RFC 9112 section 6.3). Not so the
 * answer to a HEAD, which declares what a GET would bring.
 */
export function mayTrailBody(method: string, status: number, received: ReceivedHeaders): boolean {
  if (method === 'HEAD' || (status !== 204 && status !== 304)) return false;
  if (received['transfer-encoding'] !== undefined) return true;
  const length = received['content-length'];
  return length !== undefined && Number(length) !== 0;
}
