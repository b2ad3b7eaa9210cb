// Paging by numbers: by the offset of the first item, or by the number of the page.
import { option } from '@sluice/core/plugin';
import type { SourceChanges } from '../call/call-source.ts';
import { valueAt } from './field-path.ts';
import { fieldPath, Paging, type RuleOptions } from './paging.ts';
import { PaginationError } from './pagination-error.ts';
import { isCount, readPosition, writePosition } from './position.ts';
import type { ReceivedPage, Strategy } from './strategy.ts';

const { integer, parseOptions, string } = option;

/** The options that {@link offsetPages} and {@link numberedPages} share. */
interface CountedOptions<Items extends string | undefined> extends RuleOptions<Items> {
  /** The requested number of items per page. Default: the server decides. */
  readonly size?: number | undefined;
  /** The field of the body that says whether there are more pages: `has_more`. Default: none. */
  readonly more?: string | undefined;
  /** The field of the body that has the number of all items: `total`. Default: none. */
  readonly total?: string | undefined;
}

/** Options of {@link offsetPages}. */
export interface OffsetPagesOptions<Items extends string | undefined> extends CountedOptions<Items> {
  /** The name of the offset in the query. Default: `offset`. */
  readonly parameter?: string | undefined;
  /** The name of the size in the query. Default: `limit`. */
  readonly sizeParameter?: string | undefined;
}

/** Options of {@link numberedPages}. */
export interface NumberedPagesOptions<Items extends string | undefined> extends CountedOptions<Items> {
  /** The name of the page number in the query. Default: `page`. */
  readonly parameter?: string | undefined;
  /** The name of the size in the query. Default: `per_page`. */
  readonly sizeParameter?: string | undefined;
  /** The number of the first page. Default: 1. */
  readonly first?: number | undefined;
  /** The field of the body that has the number of all pages: `total_pages`. Default: none. */
  readonly pages?: string | undefined;
}

interface Settings {
  readonly items: string;
  readonly size: number;
  readonly more: string;
  readonly total: string;
  readonly parameter: string;
  readonly sizeParameter: string;
  readonly first: number;
  readonly pages: string;
}

const COMMON = {
  items: fieldPath,
  size: integer({ min: 1 }),
  more: fieldPath,
  total: fieldPath,
  parameter: string,
  sizeParameter: string,
};

/**
 * Pages begin at offsets. The offset of the next page is the offset of this page plus the number of its items, since a server
 * may send fewer items than requested. The walk ends at the first empty page unless `more`, or `total` with `size`, says that
 * others follow.
 * @throws OptionError for an unknown option or a bad value
 */
export function offsetPages<const Items extends string | undefined = undefined>(
  options?: OffsetPagesOptions<Items>,
): Paging<Items> {
  const settings = parseOptions<Omit<Settings, 'first' | 'pages'>>(options, COMMON, 'offsetPages');
  return new Paging(settings.items as Items, new OffsetStrategy(settings));
}

/**
 * Pages have numbers. The walk ends at the first empty page unless `more`, `pages`, or `total` with `size`, says that others
 * follow.
 * @throws OptionError for an unknown option or a bad value
 */
export function numberedPages<const Items extends string | undefined = undefined>(
  options?: NumberedPagesOptions<Items>,
): Paging<Items> {
  const parsers = { ...COMMON, first: integer(), pages: fieldPath };
  const settings = parseOptions<Settings>(options, parsers, 'numberedPages');
  return new Paging(settings.items as Items, new NumberStrategy(settings));
}

/** Whether a body says that more pages follow; undefined without the option `more`. */
function saysMore(body: unknown, more: string | undefined): boolean | undefined {
  return more === undefined ? undefined : valueAt(body, more) === true;
}

/**
 * The number of items or pages in a field of the body, which may be text; undefined if the field is missing.
 * @throws PaginationError if the field is not a number
 */
function countIn(page: ReceivedPage, path: string | undefined): number | undefined {
  const value = path === undefined ? undefined : valueAt(page.body, path);
  if (value === undefined || value === null) return undefined;
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (isCount(count)) return count;
  throw new PaginationError('next', page.number, `'${path}' is not a number of items or pages`);
}

class OffsetStrategy implements Strategy {
  readonly #settings: Partial<Settings>;

  constructor(settings: Partial<Settings>) {
    this.#settings = settings;
  }

  checkPosition(position: string): void {
    offsetOf(position);
  }

  changes(position: string | undefined): SourceChanges {
    const { parameter = 'offset', sizeParameter = 'limit', size } = this.#settings;
    return {
      query: { [parameter]: offsetOf(position), ...(size !== undefined && { [sizeParameter]: size }) },
    };
  }

  next(page: ReceivedPage): string | undefined {
    const { more, total, size } = this.#settings;
    const { items, body, number } = page;
    const offset = offsetOf(page.position);
    const all = countIn(page, total);
    const isLast =
      saysMore(body, more) === false ||
      (all !== undefined && offset + items.length >= all) ||
      (items.length === 0 && more === undefined && (all === undefined || size === undefined));
    if (isLast) return undefined;
    const step = items.length > 0 ? items.length : size;
    if (step === undefined)
      throw new PaginationError(
        'next',
        number,
        "an empty page is not the last, but the offset of the next is unknown: set the option 'size'",
      );
    return writePosition('offset', offset + step);
  }
}

function offsetOf(position: string | undefined): number {
  return position === undefined ? 0 : readPosition(position, 'offset', isCount);
}

/** A position among numbered pages. Items are counted as well, since a server may send fewer than requested. */
type NumberPosition = readonly [page: number, itemsBefore: number];

const isNumberPosition = (value: unknown): value is NumberPosition =>
  Array.isArray(value) && value.length === 2 && value.every(isCount);

class NumberStrategy implements Strategy {
  readonly #settings: Partial<Settings>;

  constructor(settings: Partial<Settings>) {
    this.#settings = settings;
  }

  checkPosition(position: string): void {
    this.#read(position);
  }

  changes(position: string | undefined): SourceChanges {
    const { parameter = 'page', sizeParameter = 'per_page', size } = this.#settings;
    const [page] = this.#read(position);
    return { query: { [parameter]: page, ...(size !== undefined && { [sizeParameter]: size }) } };
  }

  next(page: ReceivedPage): string | undefined {
    const [current, itemsBefore] = this.#read(page.position);
    const seen = itemsBefore + page.items.length;
    const pagesSeen = current + 1 - this.#first;
    return this.#isLast(page, pagesSeen, seen) ? undefined : writePosition('page', [current + 1, seen]);
  }

  #isLast(page: ReceivedPage, pagesSeen: number, seen: number): boolean {
    const { more, pages, total, size } = this.#settings;
    const { items, body } = page;
    const allPages = countIn(page, pages);
    const allItems = countIn(page, total);
    if (saysMore(body, more) === false) return true;
    if (allPages !== undefined && pagesSeen >= allPages) return true;
    if (allItems !== undefined && seen >= allItems) return true;
    if (items.length > 0) return false;
    if (more !== undefined || allPages !== undefined) return false;
    return allItems === undefined || size === undefined || pagesSeen * size >= allItems;
  }

  #read(position: string | undefined): NumberPosition {
    return position === undefined ? [this.#first, 0] : readPosition(position, 'page', isNumberPosition);
  }

  get #first(): number {
    return this.#settings.first ?? 1;
  }
}
