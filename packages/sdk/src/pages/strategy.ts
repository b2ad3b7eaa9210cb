// The contract of a strategy of paging: turns a position into a request, and a page into the next position.
import type { SourceChanges } from '../call/call-source.ts';
import type { BufferedResponse } from '@sluice/core';
import type { SluiceClient } from 'sluice';

/** A page as a strategy sees it. */
export interface ReceivedPage {
  /** The position of the page; undefined for the first page of a walk without `from`. */
  readonly position: string | undefined;
  /** The number of the page within the walk, from 1. */
  readonly number: number;
  readonly body: unknown;
  readonly items: readonly unknown[];
  readonly response: BufferedResponse;
  /** The first request of the walk. */
  readonly first: FirstRequest;
}

/** The first request of a walk. */
export interface FirstRequest {
  /** The origin of its URL. */
  readonly origin: string;
  /** The JSON body; undefined without one. */
  readonly json: unknown;
}

/** A strategy of paging. Positions are strings, so that they can be stored to resume a walk. */
export interface Strategy {
  /** Checks a position that the caller gave. @throws OptionError if it belongs to another strategy */
  checkPosition(position: string): void;
  /**
   * The changes to the first request that request the page at a position.
   * @param position undefined for the first page
   */
  changes(position: string | undefined, first: FirstRequest): SourceChanges;
  /** The position of the next page; undefined after the last. @throws PaginationError if it is missing or invalid */
  next(page: ReceivedPage): string | undefined;
  /** The position of a received page, if its response has it. It lets the walk recognize a link back to the first page. */
  positionOf?(page: ReceivedPage): string;
}

/** The parts of a rule that a walk uses. */
export interface PageFinder {
  /** The field of the body that has the items; undefined if the body is the array. */
  readonly items: string | undefined;
  readonly strategy: Strategy;
  /** The clients that follow links to other origins, by origin. */
  readonly otherOrigins: ReadonlyMap<string, SluiceClient>;
}
