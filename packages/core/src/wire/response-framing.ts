// Checks of a response's head and framing: how large it may be, and where its body ends.
import { NetworkError } from '../errors/network-error.ts';
import { integer, type OptionParser } from '../options/parsers.ts';

/** Headers as a transport received them: names in lower case, repeated fields as a list. */
export type ReceivedHeaders = Record<string, string | string[] | undefined>;

/** For transports: the default of the option `maxResponseHeaders`: the most header lines of one response. */
export const DEFAULT_HEADER_LINES = 1_000;

/** For transports: the parser of the option `maxResponseHeaders`. */
export const headerLines: OptionParser<number> = integer({ min: 1, infinite: true });

/** For transports: the most informational responses before the final one. More are treated as an attack. */
export const MAX_INFORMATIONAL = 20;

/**
 * For transports: refuses a response with too many header lines, or one whose end is ambiguous. The parser accepts such
 * framing, but another recipient would read it differently, so that bytes of the body could become part of the next response
 * (RFC 9112 section 6.1).
 * @param lines the number of header lines of the response
 * @param most the most header lines that are accepted
 * @throws NetworkError `ERR_SLUICE_PROTOCOL`
 */
export function checkHead(received: ReceivedHeaders, lines: number, most: number): void {
  if (lines > most) throw refusedResponse(`more than ${most} header lines (maxResponseHeaders)`, false);
  const coding = received['transfer-encoding'];
  if (coding !== undefined && coding !== 'chunked' && !isChunked(coding)) {
    throw refusedResponse('a transfer-encoding other than chunked, which was not requested', true);
  }
}

function isChunked(coding: string | string[]): boolean {
  return typeof coding === 'string' && coding.trim().toLowerCase() === 'chunked';
}

/**
 * For transports: the error of a response that is refused.
 * @param what the reason, as in "the response has …"
 * @param phase the part of the response that was being read. Default: its head
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

/** For transports: the error of a response after more than {@link MAX_INFORMATIONAL} informational responses. */
export function tooManyInformational(): NetworkError {
  return refusedResponse(`more than ${MAX_INFORMATIONAL} informational responses before it`, false);
}

function isBodiless(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 304;
}

/** For transports: whether the body ends with the connection, so that a body cut short looks complete. */
export function endsWithConnection(method: string, status: number, received: ReceivedHeaders): boolean {
  if (isBodiless(method, status)) return false;
  return received['content-length'] === undefined && received['transfer-encoding'] === undefined;
}

/** For transports: the declared length of a response's body, in bytes; undefined without a body or a declared length. */
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
 * For transports: whether a response that cannot have a body declares one. If the server sends that body, it would be read as
 * the next response, so the connection must not be reused (RFC 9112 section 6.3). Does not apply to HEAD, whose response
 * declares the body of a GET.
 */
export function mayTrailBody(method: string, status: number, received: ReceivedHeaders): boolean {
  if (method === 'HEAD' || (status !== 204 && status !== 304)) return false;
  if (received['transfer-encoding'] !== undefined) return true;
  const length = received['content-length'];
  return length !== undefined && Number(length) !== 0;
}
