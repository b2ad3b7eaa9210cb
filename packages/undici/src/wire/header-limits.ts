// The limits of header bytes and lines of one response, counted over all its heads.
import type { Dispatcher } from 'undici';
import { MAX_INFORMATIONAL, refusedResponse, tooManyInformational } from '@sluice/core/transport';

/** The limits of the heads of one response. */
export interface HeadLimits {
  /** Header bytes, names and values. */
  readonly maxResponseHeaderBytes: number;
  /** Header lines. */
  readonly maxResponseHeaders: number;
}

/** Names and values alternately, as received. */
export type RawLines = readonly { readonly length: number }[];

/**
 * Counts the heads of one response together: informational responses, the final head, and trailers. The parser limits each
 * of them separately.
 */
export class Heads {
  readonly #limits: HeadLimits;
  #informational = 0;
  #bytes = 0;
  #lines = 0;

  constructor(limits: HeadLimits) {
    this.#limits = limits;
  }

  /** Counts an informational response. @throws NetworkError if there are too many, or for a status below 100 */
  informational(status: number, raw: RawLines): void {
    if (status < 100) throw refusedResponse(`a status that does not exist (${status})`, true);
    if (++this.#informational > MAX_INFORMATIONAL) throw tooManyInformational();
    this.count(raw);
  }

  /** Counts the final head, or the trailers. @throws NetworkError if a limit is exceeded */
  count(raw: RawLines): void {
    const { maxResponseHeaderBytes, maxResponseHeaders } = this.#limits;
    for (const text of raw) this.#bytes += text.length;
    this.#lines += raw.length / 2;
    if (this.#bytes > maxResponseHeaderBytes) {
      throw refusedResponse(
        `more than ${maxResponseHeaderBytes} header bytes in all (maxResponseHeaderBytes)`,
        false,
      );
    }
    if (this.#lines > maxResponseHeaders) {
      throw refusedResponse(
        `more than ${maxResponseHeaders} header lines in all (maxResponseHeaders)`,
        false,
      );
    }
  }
}

/**
 * The error of a response whose trailers exceed a limit; undefined if they do not.
 * @param heads the count of its heads, if it had more than one
 */
export function refusedTrailers(
  { rawHeaders, rawTrailers }: Dispatcher.DispatchController,
  heads: Heads | undefined,
  limits: HeadLimits,
): unknown {
  const trailers = (rawTrailers ?? []) as RawLines;
  if (trailers.length === 0) return undefined;
  try {
    const counted = heads ?? new Heads(limits);
    if (heads === undefined) counted.count(rawHeaders as RawLines);
    counted.count(trailers);
  } catch (error) {
    return error;
  }
  return undefined;
}
