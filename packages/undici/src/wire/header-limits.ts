import type { Dispatcher } from 'undici';
import { MAX_INFORMATIONAL, refusedResponse, tooManyInformational } from '@sluice/core/transport';

/** What is taken of the heads of one response. */
export interface HeadLimits {
  /** Header bytes, names and values. */
  readonly maxResponseHeaderBytes: number;
  /** Header lines. */
  readonly maxResponseHeaders: number;
}

/** Names and values in turn, as they were received. */
export type RawLines = readonly { readonly length: number }[];

/**
 * Counts the heads of one response together, where it has more than one: informational answers, the final head, trailers.
 * The parser counts each for itself.
 */
export class Heads {
  readonly #limits: HeadLimits;
  #informational = 0;
  #bytes = 0;
  #lines = 0;

  constructor(limits: HeadLimits) {
    this.#limits = limits;
  }

  /** An informational answer. @throws NetworkError when it is one too many, or none: `HTTP/1.1 099` */
  informational(status: number, raw: RawLines): void {
    if (status < 100) throw refusedResponse(`a status that does not exist (${status})`, true);
    if (++this.#informational > MAX_INFORMATIONAL) throw tooManyInformational();
    this.took(raw);
  }

  /** The final head, or the trailers. @throws NetworkError when that is too much */
  took(raw: RawLines): void {
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
 * What is wrong with the trailers of a response, if something is.
 * @param heads what counted its heads, if it had more than one
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
    if (heads === undefined) counted.took(rawHeaders as RawLines);
    counted.took(trailers);
  } catch (error) {
    return error;
  }
  return undefined;
}
