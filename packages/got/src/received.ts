import { NetworkError } from '@sluice/core';

/** Headers with names in lower case; several lines of a name as a list. */
export type ReceivedHeaders = Record<string, string | string[] | undefined>;

/** A response as got hands it over: of Node's client, of got's HTTP/2 client, or of its cache. */
export interface ReceivedHead {
  readonly rawHeaders?: readonly string[] | undefined;
  readonly headers: Readonly<ReceivedHeaders>;
}

/**
 * The header lines as they came, not as Node merges them (which drops repeated ones, and any named `__proto__`). A
 * response from got's cache has only the merged ones.
 */
export function headersOf({ rawHeaders, headers }: ReceivedHead): ReceivedHeaders {
  const record = Object.create(null) as ReceivedHeaders;
  if (rawHeaders === undefined || rawHeaders.length === 0) return Object.assign(record, headers);
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    const value = rawHeaders[index + 1] as string;
    const known = record[name];
    if (known === undefined) record[name] = value;
    else if (typeof known === 'string') record[name] = [known, value];
    else known.push(value);
  }
  return record;
}

/**
 * Refuses a response whose framing the parser takes and others would read differently (RFC 9112 section 6.1).
 * @param lines header lines of the response
 * @param most header lines taken
 * @throws NetworkError `ERR_SLUICE_PROTOCOL`
 */
export function checkHead(received: ReceivedHeaders, lines: number, most: number): void {
  if (lines > most) throw refused(`more than ${most} header lines (maxResponseHeaders)`, false);
  const coding = received['transfer-encoding'];
  if (coding === undefined) return;
  if (typeof coding !== 'string' || coding.trim().toLowerCase() !== 'chunked') {
    throw refused('a transfer-encoding other than chunked, which was not asked for', true);
  }
}

/** The error of a response that breaks a rule of ours. */
export function refused(what: string, retryable: boolean): NetworkError {
  return new NetworkError('ERR_SLUICE_PROTOCOL', `the response has ${what}`, {
    phase: 'response',
    bytesWritten: 1,
    responseStarted: true,
    retryable,
  });
}

function isBodiless(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 304;
}

/** Whether a response has a body that only the end of the connection ends, so that a cut goes unseen. */
export function endsWithConnection(method: string, status: number, received: ReceivedHeaders): boolean {
  if (isBodiless(method, status)) return false;
  return received['content-length'] === undefined && received['transfer-encoding'] === undefined;
}

/** The length a body announces; undefined when it has none or announces none. */
export function declaredLength(
  method: string,
  status: number,
  received: ReceivedHeaders,
): number | undefined {
  const value = received['content-length'];
  if (isBodiless(method, status) || value === undefined) return undefined;
  const length = Number(value);
  return Number.isSafeInteger(length) ? length : undefined;
}
