// Paging by URLs: from the header `link`, or from a field of the body.
import type { SluiceClient } from 'sluice';
import { option } from '@sluice/core/plugin';
import type { SourceChanges } from '../call/hooks.ts';
import { valueAt } from './field-path.ts';
import { linkTo } from './link-header.ts';
import { clientsByOrigin, fieldPath, Paging, type RuleOptions } from './paging.ts';
import { PaginationError } from './pagination-error.ts';
import { readPosition, writePosition } from './position.ts';
import type { FirstRequest, ReceivedPage, Strategy } from './strategy.ts';

/** Options of {@link linkPages}. */
export interface LinkPagesOptions<Items extends string | undefined> extends RuleOptions<Items> {
  /** The relation of the link to the next page. Default: `next`. */
  readonly relation?: string | undefined;
  /**
   * The clients that follow links to other origins, by origin. Such a request has no header of the call, so that no
   * credential crosses. Default: none; a link to another origin fails.
   */
  readonly otherOrigins?: Readonly<Record<string, SluiceClient>> | undefined;
}

/** Options of {@link urlPages}. */
export interface UrlPagesOptions<Items extends string | undefined> extends RuleOptions<Items> {
  /** The field of the body that has the URL of the next page: `next`, or `paging.next`. */
  readonly next: string;
  /** As in {@link LinkPagesOptions}. */
  readonly otherOrigins?: Readonly<Record<string, SluiceClient>> | undefined;
}

/**
 * The next page is named by the header `link` (RFC 8288), as at GitHub. It is requested like the first, with the URL of the
 * link in place of the path and the query.
 * @throws OptionError for an unknown option or a bad value
 */
export function linkPages<const Items extends string | undefined = undefined>(
  options?: LinkPagesOptions<Items>,
): Paging<Items> {
  const parsers = { items: fieldPath, relation: option.string, otherOrigins: clientsByOrigin };
  const {
    items,
    relation = 'next',
    otherOrigins,
  } = option.parseOptions<{
    items: string;
    relation: string;
    otherOrigins: ReadonlyMap<string, SluiceClient>;
  }>(options, parsers, 'linkPages');
  const strategy = new UrlStrategy('link', ({ response }) => {
    const header = response.headers.get('link');
    return header === null ? undefined : linkTo(header, relation);
  });
  return new Paging(items as Items, strategy, otherOrigins);
}

/**
 * The next page is named by a URL in the body. It is requested like the first, with that URL in place of the path and the
 * query.
 * @throws OptionError for an unknown option or a bad value
 */
export function urlPages<const Items extends string | undefined = undefined>(
  options: UrlPagesOptions<Items>,
): Paging<Items> {
  const parsers = { items: fieldPath, next: fieldPath, otherOrigins: clientsByOrigin };
  const { items, next, otherOrigins } = option.parseOptions<{
    items: string;
    next: string;
    otherOrigins: ReadonlyMap<string, SluiceClient>;
  }>(options, parsers, 'urlPages');
  const path = fieldPath(next, 'urlPages.next');
  return new Paging(items as Items, new UrlStrategy('url', ({ body }) => valueAt(body, path)), otherOrigins);
}

const isTarget = (value: unknown): value is string =>
  typeof value === 'string' && (value.startsWith('/') || /^https?:/.test(URL.parse(value)?.protocol ?? ''));

/** A position is a URL: only path and query at the origin of the walk, so that it does not depend on the host's name. */
class UrlStrategy implements Strategy {
  readonly #kind: string;
  readonly #targetOf: (page: ReceivedPage) => unknown;

  constructor(kind: string, targetOf: (page: ReceivedPage) => unknown) {
    this.#kind = kind;
    this.#targetOf = targetOf;
  }

  checkPosition(position: string): void {
    readPosition(position, this.#kind, isTarget);
  }

  changes(position: string | undefined, { origin }: FirstRequest): SourceChanges {
    if (position === undefined) return {};
    const target = readPosition(position, this.#kind, isTarget);
    // A path that begins with two slashes would name a host.
    return { url: new URL(target.startsWith('/') ? origin + target : target) };
  }

  next(page: ReceivedPage): string | undefined {
    const target = this.#targetOf(page);
    if (target === undefined || target === null || target === '') return undefined;
    const { response, number } = page;
    if (typeof target !== 'string' || !URL.canParse(target, response.url))
      throw new PaginationError('next', number, 'the next page is named by something else than a URL');
    const url = new URL(target, response.url);
    if (!/^https?:$/.test(url.protocol))
      throw new PaginationError('next', number, 'the URL of the next page is neither http: nor https:');
    return this.#write(url, page);
  }

  positionOf(page: ReceivedPage): string {
    return this.#write(new URL(page.response.url), page);
  }

  #write({ origin, pathname, search }: URL, { first }: ReceivedPage): string {
    return writePosition(this.#kind, `${origin === first.origin ? '' : origin}${pathname}${search}`);
  }
}
