// A page, and the options of a walk over pages.
import type { BufferedResponse } from '@sluice/core';

/** One page. */
export interface Page<Item = unknown> {
  /** Its items. */
  readonly items: readonly Item[];
  /**
   * Where the next page begins: give it as `from` to continue after this page, also in another process. Undefined if this is
   * the last page. It may contain what the server put into its links: treat it like a URL.
   */
  readonly next: string | undefined;
  /** The number of the page within the walk, from 1. */
  readonly number: number;
  /** Its body. */
  readonly body: unknown;
  /** The response that brought it. */
  readonly response: BufferedResponse;
}

/** Options of a walk over pages. */
export interface WalkOptions {
  /** Where an earlier walk stopped: the `next` of its last page. Default: the beginning. */
  readonly from?: string | undefined;
  /** Pages at most; the walk then ends without an error. Default: 10000, beyond which it fails. */
  readonly max?: number | undefined;
  /** Pages requested ahead of the loop. Default: 0. */
  readonly prefetch?: number | undefined;
}
