// Paging by URLs: from the header `link`, or from a field of the body.
import type { SluiceClient } from 'sluice';
import { option } from '@sluice/core/plugin';
import type { SourceChanges } from '../call/call-source.ts';
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
   * The clients that follow links to other origins, by origin. Such a request has no header of the call, so that no credential
   * reaches the other origin. Default: none; a link to another origin fails the walk.
   */
  readonly otherOrigins?: Readonly<Record<string, SluiceClient>> | undefined;
}

/** Options of {@link urlPages}. */
export interface UrlPagesOptions<Items extends string | undefined> extends RuleOptions<Items> {
  /** The field of the body that has the URL of the next page: `next`, or `paging.next`. */
  readonly next: string;
  /** The clients that follow URLs at other origins, by origin. See {@link LinkPagesOptions.otherOrigins}. Default: none. */
  readonly otherOrigins?: Readonly<Record<string, SluiceClient>> | undefined;
}

/**
 * The header `link` (RFC 8288) has the URL of the next page, as at GitHub. The next request is the first one with this URL in
 * place of its path and query.
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
 * The body has the URL of the next page. The next request is the first one with this URL in place of its path and query.
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

/** Positions are URLs. At the origin of the walk, only path and query are kept, so that a position outlives a new host name. */
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
    // Joined as text: resolved against a base, a path that begins with two slashes would name a host.
    return { url: new URL(target.startsWith('/') ? origin + target : target) };
  }

  next(page: ReceivedPage): string | undefined {
    const target = this.#targetOf(page);
    if (target === undefined || target === null || target === '') return undefined;
    const { response, number } = page;
    if (typeof target !== 'string' || !URL.canParse(target, response.url))
      throw new PaginationError('next', number, 'the link to the next page is not a URL');
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
