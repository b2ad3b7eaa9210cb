// The interfaces of the rules in the properties `page`, `events`, `poll`, `download` and `conditional` of a declaration.
import type { EventCallOptions } from '../events/sse.ts';
import type { Page, WalkOptions } from '../pages/page.ts';
import type { DownloadResult, DownloadSettings } from '../files/download-options.ts';
import type { PollOptions } from '../polling/poll-options.ts';
import type { Poller } from '../polling/poller.ts';
import type { CallSource, SourceMaker } from './call-source.ts';
import type { Copies } from '../conditional/copies.ts';

/** The property `page` of a declaration. */
export interface PageRule<Items extends string | undefined = string | undefined> {
  /** The field of the body that has the items, such as `data` or `data.items`; undefined if the body is the array. */
  readonly items: Items;
  /**
   * Requests page after page.
   * @param source called at the first `next()`
   * @throws OptionError for bad options
   */
  walk(source: SourceMaker, options?: WalkOptions): AsyncIterable<Page>;
}

/** The property `events` of a declaration. */
export interface EventRule<Event = unknown> {
  /**
   * Opens the stream, at the first `next()`.
   * @param source called at the first `next()`
   * @throws OptionError for bad options
   */
  open(source: SourceMaker, options?: EventCallOptions): AsyncIterable<Event>;
}

/** The property `poll` of a declaration. */
export interface PollRule<Result = unknown> {
  /**
   * Starts the operation, or continues from the state of an earlier poller, and waits for its end.
   * @param source rejects if the input of the call is refused
   * @throws OptionError for bad options
   */
  poll(source: PromiseLike<CallSource>, options: PollOptions): Poller<Result>;
}

/** The property `conditional` of a declaration. */
export interface ConditionalRule {
  /** Creates the store of copies. Called once per operation and connected API. */
  create(): Copies;
}

/** The property `download` of a declaration. */
export interface DownloadRule {
  /**
   * Downloads the body of the answer to a file.
   * @param source rejects if the input of the call is refused
   */
  download(
    source: PromiseLike<CallSource>,
    path: string | URL,
    options: DownloadSettings,
  ): Promise<DownloadResult>;
}
