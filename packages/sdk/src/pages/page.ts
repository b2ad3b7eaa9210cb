// A page, and the options of a walk over pages.
import type { BufferedResponse } from '@sluice/core';

/** One page. */
export interface Page<Item = unknown> {
  /** The items of the page. */
  readonly items: readonly Item[];
  /**
   * The position of the next page: pass it as `from` to continue after this page, also in another process. Undefined for the
   * last page. It may contain parts of the server's links, which can be secret: treat it like a URL.
   */
  readonly next: string | undefined;
  /** The number of the page within the walk, from 1. */
  readonly number: number;
  /** The body of the response. */
  readonly body: unknown;
  /** The response with the page. */
  readonly response: BufferedResponse;
}

/** Options of a walk over pages. */
export interface WalkOptions {
  /** The position to start at: the `next` of a page of an earlier walk. Default: the first page. */
  readonly from?: string | undefined;
  /** The most pages; the walk then ends without an error. Default: 10000, and the walk fails if more pages follow. */
  readonly max?: number | undefined;
  /** The number of pages requested ahead of the consumer. Default: 0. */
  readonly prefetch?: number | undefined;
}
