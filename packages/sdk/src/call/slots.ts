// The rules in the slots `page`, `events` and `poll` of a declaration, as the call sees them.
import type { PollOptions } from '../polling/poll-options.ts';
import type { Poller } from '../polling/poller.ts';
import type { CallSource } from './hooks.ts';

/** Options of a walk over pages. */
export interface WalkOptions {
  /** Where an earlier walk stopped: the `next` of its last page. Default: the beginning. */
  readonly from?: string | undefined;
  /** Pages at most. Default: no limit. */
  readonly max?: number | undefined;
  /** Pages requested ahead of the loop. Default: 0. */
  readonly prefetch?: number | undefined;
}

/** One page. */
export interface Page<Item> {
  /** Its items. */
  readonly items: readonly Item[];
  /** Where the next page begins; undefined if this is the last. */
  readonly next: string | undefined;
}

/** The slot `page` of a declaration. */
export interface PageRule<Items extends string | undefined = string | undefined> {
  /** The field of the body that has the items, such as `data` or `data.items`; undefined if the body is the array. */
  readonly items: Items;
  /** Requests page after page. */
  walk(source: CallSource, options: WalkOptions): AsyncIterable<Page<unknown>>;
}

/** The slot `events` of a declaration. */
export interface EventRule<Event = unknown> {
  /** Opens the stream. */
  open(source: CallSource): AsyncIterable<Event>;
}

/** The slot `poll` of a declaration. */
export interface PollRule<Result = unknown> {
  /**
   * Starts the operation, or continues with the state of an earlier poller, and waits for its end.
   * @param source rejects if the input of the call is refused
   * @throws OptionError for bad options
   */
  poll(source: PromiseLike<CallSource>, options: PollOptions): Poller<Result>;
}
