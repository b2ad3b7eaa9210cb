// Paging by a cursor: the next request carries a value from this page.
import { OptionError, type QueryValue } from '@sluice/core';
import { option } from '@sluice/core/plugin';
import type { SourceChanges } from '../call/call-source.ts';
import { valueAt, withValueAt } from './field-path.ts';
import { fieldPath, Paging, type RuleOptions } from './paging.ts';
import { PaginationError } from './pagination-error.ts';
import { readPosition, writePosition } from './position.ts';
import type { FirstRequest, ReceivedPage, Strategy } from './strategy.ts';

/** Options of {@link cursorPages}. */
export interface CursorPagesOptions<Items extends string | undefined> extends RuleOptions<Items> {
  /** The field of the body with the cursor, or token, of the next page: `next_cursor`, or `meta.next`. Default: none. */
  readonly next?: string | undefined;
  /** In place of `next`: the field of the last item that is the cursor, as at Stripe: `id`. Default: none. */
  readonly lastItem?: string | undefined;
  /** The boolean field of the body that is true if more pages follow, such as `has_more`. Default: a cursor means that more follow. */
  readonly more?: string | undefined;
  /** The name of the cursor in the next request: `cursor`, or with `in: 'body'` a path such as `page.after`. */
  readonly parameter: string;
  /** Where the next request carries the cursor: in its query, or in its JSON body. Default: `query`. */
  readonly in?: 'query' | 'body' | undefined;
}

interface Settings {
  readonly items: string;
  readonly next: string;
  readonly lastItem: string;
  readonly more: string;
  readonly parameter: string;
  readonly in: 'query' | 'body';
}

/**
 * Each page has a cursor, or token, for the next page. An empty page that has a cursor is not the last.
 * @throws OptionError for an unknown option or a bad value
 */
export function cursorPages<const Items extends string | undefined = undefined>(
  options: CursorPagesOptions<Items>,
): Paging<Items> {
  const settings = option.parseOptions<Settings>(
    options,
    {
      items: fieldPath,
      next: fieldPath,
      lastItem: fieldPath,
      more: fieldPath,
      parameter: fieldPath,
      in: option.oneOf('query', 'body'),
    },
    'cursorPages',
  );
  const parameter = fieldPath(settings.parameter, 'cursorPages.parameter');
  if ((settings.next === undefined) === (settings.lastItem === undefined))
    throw new OptionError('cursorPages', "cursorPages() needs exactly one of 'next' and 'lastItem'");
  return new Paging(settings.items as Items, new CursorStrategy({ ...settings, parameter }));
}

const isValue = (value: unknown): value is unknown => value !== undefined;

class CursorStrategy implements Strategy {
  readonly #settings: Partial<Settings> & { readonly parameter: string };

  constructor(settings: Partial<Settings> & { readonly parameter: string }) {
    this.#settings = settings;
  }

  checkPosition(position: string): void {
    readPosition(position, 'cursor', isValue);
  }

  changes(position: string | undefined, { json }: FirstRequest): SourceChanges {
    if (position === undefined) return {};
    const cursor = readPosition(position, 'cursor', isValue);
    const { parameter } = this.#settings;
    if (this.#settings.in === 'body') return { json: withValueAt(json, parameter, cursor) };
    return {
      query: { [parameter]: typeof cursor === 'object' ? JSON.stringify(cursor) : (cursor as QueryValue) },
    };
  }

  next({ body, items, number }: ReceivedPage): string | undefined {
    const { next, lastItem, more } = this.#settings;
    if (more !== undefined && valueAt(body, more) !== true) return undefined;
    const cursor = next === undefined ? valueAt(items.at(-1), lastItem ?? '') : valueAt(body, next);
    const hasCursor = cursor !== undefined && cursor !== null && cursor !== '' && cursor !== false;
    if (hasCursor) return writePosition('cursor', cursor);
    if (more === undefined && (next !== undefined || items.length === 0)) return undefined;
    const place = next === undefined ? `'${lastItem}' of its last item` : `'${next}'`;
    throw new PaginationError('next', number, `more pages follow, but ${place} has no cursor`);
  }
}
