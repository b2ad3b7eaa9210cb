// The contract of a way of paging: how a position in a walk becomes a request, and a page leads to the next position.
import type { SourceChanges } from '../call/hooks.ts';
import type { BufferedResponse } from '@sluice/core';
import type { SluiceClient } from 'sluice';

/** A page as a strategy sees it. */
export interface ReceivedPage {
  /** The position that it was requested by; undefined for the first page of a walk from the beginning. */
  readonly position: string | undefined;
  /** Its number within the walk, from 1. */
  readonly number: number;
  readonly body: unknown;
  readonly items: readonly unknown[];
  readonly response: BufferedResponse;
  /** The first request of the walk. */
  readonly first: FirstRequest;
}

/** The first request of a walk. */
export interface FirstRequest {
  /** The origin that it goes to. */
  readonly origin: string;
  /** Its JSON body; undefined if it has none. */
  readonly json: unknown;
}

/** A way of paging. Positions are strings, so that a walk can be resumed from one. */
export interface Strategy {
  /** @throws OptionError if the position is not of this strategy */
  checkPosition(position: string): void;
  /**
   * What the request of a position changes in the first request.
   * @param position undefined for the beginning
   */
  changes(position: string | undefined, first: FirstRequest): SourceChanges;
  /** The position of the next page; undefined after the last. @throws PaginationError if the page does not say */
  next(page: ReceivedPage): string | undefined;
  /** The position that a page answers, if its response tells: so that a link back to the beginning is found to be a loop. */
  positionOf?(page: ReceivedPage): string;
}

/** What a walk needs to know about an operation that pages. */
export interface PageFinder {
  /** The field of the body that has the items; undefined if the body is the array. */
  readonly items: string | undefined;
  readonly strategy: Strategy;
  /** The clients that follow links to other origins, by origin. */
  readonly otherOrigins: ReadonlyMap<string, SluiceClient>;
}
