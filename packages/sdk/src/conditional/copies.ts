// Copies of answers, bounded in number and in bytes.
import type { HttpHeaders, HttpRequest, HttpResponse } from '@sluice/core';
import { option, type OptionParsers } from '@sluice/core/plugin';
import { LRUCache } from 'lru-cache';
import { directivesOf } from './cache-control.ts';
import { keyOf, variantOf } from './copy-key.ts';
import { mergeHeaders, storedHeaders } from './merge-headers.ts';

const { integer, parseOptions } = option;

/** The bounds of {@link Copies}. */
export interface CopyBounds {
  /** The most copies. Default: 1,000. */
  readonly maxEntries?: number | undefined;
  /** The most bytes of all copies together, headers included. Default: 33,554,432 (32 MiB). */
  readonly maxBytes?: number | undefined;
  /** The longest body of which a copy is kept, in bytes. Default: 1,048,576 (1 MiB). */
  readonly maxEntryBytes?: number | undefined;
}

/** The statistics of {@link Copies}. */
export interface CopyStats {
  /** Copies held now. */
  readonly entries: number;
  /** Their bytes, headers included. */
  readonly bytes: number;
  /** Answers from a copy that the server confirmed. */
  readonly revalidated: number;
  /** Answers from the server: no copy was held, or the server did not confirm it. */
  readonly missed: number;
}

/** A copy of an answer. Callers get a copy of its bytes, never the bytes themselves. */
export interface Copy {
  readonly statusText: string;
  readonly headers: HttpHeaders;
  readonly bytes: Uint8Array;
  /** The request's values of the headers that `vary` names. */
  readonly variant: string;
}

/** The parsers of {@link CopyBounds}. */
export const COPY_BOUNDS: OptionParsers<CopyBounds> = {
  maxEntries: integer({ min: 1 }),
  maxBytes: integer({ min: 1 }),
  maxEntryBytes: integer({ min: 0 }),
};

/** Copies of answers to GET requests. */
export class Copies {
  /** The longest body of which a copy is kept. */
  readonly maxEntryBytes: number;
  revalidated = 0;
  missed = 0;
  readonly #copies: LRUCache<string, Copy>;

  /** @throws OptionError for a bad bound */
  constructor(bounds: CopyBounds | undefined, path: string) {
    const {
      maxEntries = 1_000,
      maxBytes = 33_554_432,
      maxEntryBytes = 1_048_576,
    } = parseOptions(bounds, COPY_BOUNDS, path);
    this.maxEntryBytes = Math.min(maxEntryBytes, maxBytes);
    this.#copies = new LRUCache({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: ({ bytes, headers, variant }, key) =>
        bytes.length + sizeOf(headers) + variant.length + key.length,
    });
  }

  /** The copy that may answer a request once the server has confirmed it. */
  find(request: HttpRequest): Copy | undefined {
    const copy = this.#copies.get(keyOf(request));
    return copy?.variant === variantOf(copy?.headers.get('vary') ?? null, request.headers) ? copy : undefined;
  }

  /** Whether a copy of a response may be kept (RFC 9111 section 3). */
  mayKeep({ headers }: HttpRequest, response: HttpResponse): boolean {
    const { status, headers: received } = response;
    if (status !== 200 || !response.lengthKnown) return false;
    if (!received.has('etag') && !received.has('last-modified')) return false;
    if (directivesOf(received).has('no-store') || directivesOf(headers).has('no-store')) return false;
    return variantOf(received.get('vary'), headers) !== undefined;
  }

  /** Keeps a copy of a response. @param bytes the body, which is copied */
  keep(request: HttpRequest, response: HttpResponse, bytes: Uint8Array): void {
    const variant = variantOf(response.headers.get('vary'), request.headers);
    if (variant === undefined || bytes.length > this.maxEntryBytes) return;
    const { statusText } = response;
    const copy = {
      statusText,
      headers: storedHeaders(response.headers),
      bytes: new Uint8Array(bytes),
      variant,
    };
    this.#copies.set(keyOf(request), copy);
  }

  /** Notes that the server has confirmed a copy. @returns the copy with the headers of the 304 */
  confirm(request: HttpRequest, copy: Copy, confirmed: HttpHeaders): Copy {
    const fresh: Copy = { ...copy, headers: mergeHeaders(copy.headers, confirmed) };
    this.#copies.set(keyOf(request), fresh);
    return fresh;
  }

  /** Drops the copy of a request. */
  drop(request: HttpRequest): void {
    this.#copies.delete(keyOf(request));
  }

  /** The statistics at this moment. */
  stats(): CopyStats {
    const { size: entries, calculatedSize: bytes } = this.#copies;
    return { entries, bytes, revalidated: this.revalidated, missed: this.missed };
  }
}

function sizeOf(headers: HttpHeaders): number {
  let size = 0;
  for (const [name, value] of headers) size += name.length + value.length;
  return size;
}
