// The header lines of an HTTP/2 response.
import type { ReceivedHeaders } from '@sluice/core/transport';
import { emptyRecord } from '../wire/empty-record.ts';

/** A block of header lines. */
export interface Http2Head {
  /** 0 in trailers, which have no status. */
  readonly status: number;
  /** Names and values in turn, without pseudo-header fields. */
  readonly lines: string[];
  /** The same lines by name. */
  readonly received: ReceivedHeaders;
}

/** Reads a block of header lines. @param raw names and values in turn */
export function headOf(raw: readonly string[]): Http2Head {
  const received = emptyRecord() as ReceivedHeaders;
  const lines: string[] = [];
  let status = 0;
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] as string;
    const value = raw[index + 1] as string;
    if (name === ':status') status = Number(value);
    if (name.startsWith(':')) continue;
    lines.push(name, value);
    const known = received[name];
    if (known === undefined) received[name] = value;
    else if (typeof known === 'string') received[name] = [known, value];
    else known.push(value);
  }
  return { status, lines, received };
}

/** The trailers of a response by name. @param raw names and values in turn */
export function trailersOf(raw: readonly string[]): ReceivedHeaders {
  return raw.length === 0 ? (emptyRecord() as ReceivedHeaders) : headOf(raw).received;
}

/**
 * Whether the body of a complete response has the right length.
 * @param declared undefined if none was declared
 */
export function hasLength(declared: number | undefined, received: number): boolean {
  // HEAD, 204 and 304 can declare a length without a body.
  return declared === undefined || received === 0 || received === declared;
}
