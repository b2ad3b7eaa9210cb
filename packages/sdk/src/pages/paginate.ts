// Walks over pages without a declaration: `paginate()`.
import type { Client, CoreCallOptions, QueryInput, StandardSchema } from '@sluice/core';
import { appendFields, overlayHeaders, settingsOf, type ClientSettings } from '@sluice/core/internal';
import { option, refuse } from '@sluice/core/plugin';
import type { SluiceCallOptions } from 'sluice';
import type { SourceChanges } from '../call/call-source.ts';
import { changeQuery } from '../input/query.ts';
import { splitOptions } from '../input/split-options.ts';
import { refuseThrowOption, THROWING } from '../input/throwing.ts';
import { parseSchema, validate } from '../schema/standard-schema.ts';
import { parseSignal } from '../time/limited-signal.ts';
import type { WalkOptions } from './page.ts';
import { PageSource, type WalkCalls } from './page-source.ts';
import { ItemStream, PageStream } from './page-stream.ts';
import { originOf, Paging } from './paging.ts';
import { parseWalkOptions, WALK_PARSERS } from './walk-options.ts';

/** Options of {@link paginate}. The options of its calls stand beside them. */
export interface PaginateOptions<Item = unknown> extends WalkOptions {
  /** The way of paging: `linkPages()`, `cursorPages()`, `offsetPages()`, `numberedPages()` or `urlPages()`. */
  readonly page: Paging;
  /** Validates each item (zod, valibot, arktype or any Standard Schema). Default: items are not validated. */
  readonly item?: StandardSchema<unknown, Item> | undefined;
  /** The most items; the walk then ends without an error. Default: no limit. */
  readonly maxItems?: number | undefined;
  /** The limit of a walk, in ms from its first request; `false`: no limit. Default: no limit. */
  readonly deadline?: number | false | undefined;
}

/** Checked options. */
interface Settings {
  readonly page: Paging;
  readonly item: StandardSchema | undefined;
  readonly maxItems: number;
  readonly walk: WalkOptions;
  readonly deadline: number;
}

const parsers = {
  ...WALK_PARSERS,
  page: (value: unknown, path: string): Paging => {
    if (!(value instanceof Paging)) throw refuse(path, value, 'a way of paging such as linkPages()');
    return value;
  },
  item: parseSchema,
  maxItems: option.integer({ infinite: true }),
  deadline: option.limitOrFalse,
};

const NAMES: ReadonlySet<string> = new Set(Object.keys(parsers));

function parse(given: Readonly<Record<string, unknown>>): Settings {
  const parsed = option.parseOptions<Omit<Settings, 'walk'> & WalkOptions>(given, parsers, '');
  const { page, item, maxItems = Infinity, deadline = Infinity, ...walk } = parsed;
  if (page === undefined) throw refuse('page', page, 'a way of paging such as linkPages()');
  parseWalkOptions(walk, page.strategy);
  return { page, item, maxItems, walk, deadline };
}

/**
 * Iterates over the items of a list in pages. Requests start at the first `next()`. Each loop starts a new walk.
 * @typeParam Item the type of an item, if no schema determines it
 * @throws OptionError for an unknown option or a bad value. A loop throws the failure of a call, PaginationError if the walk
 * cannot continue, TimeoutError of the phase `total` after `deadline`, SchemaError for an item that does not match
 */
export function paginate<Item = unknown, CallOptions extends object = SluiceCallOptions>(
  client: Client<CallOptions>,
  url: string | URL,
  options: PaginateOptions<Item> & NoInfer<CallOptions> & { readonly method?: string | undefined },
): Pages<Item> {
  const [own, call] = splitOptions<CallSettings>(options, NAMES);
  const settings = parse(own);
  const known = settingsOf(client);
  if (known === undefined) throw refuse('client', client, 'a client of this version of sluice');
  return new Pages(callsOf(client as unknown as Client, url, call, known, settings.item), settings);
}

/** The options of a call that a walk reads or replaces. */
type CallSettings = CoreCallOptions & { readonly method?: string | undefined };

/** The items of a list in pages. Each loop starts a new walk. */
export class Pages<Item = unknown> implements AsyncIterable<Item> {
  readonly #calls: WalkCalls;
  readonly #settings: Settings;

  /** Created by {@link paginate}. */
  constructor(calls: WalkCalls, settings: Settings) {
    this.#calls = calls;
    this.#settings = settings;
  }

  [Symbol.asyncIterator](): AsyncIterator<Item, undefined> {
    const items = new ItemStream<Item>(this.#walk({}), this.#settings.maxItems);
    return items[Symbol.asyncIterator]();
  }

  /**
   * Iterates over the pages in place of the items. `maxItems` does not apply.
   * @param options override the options of `paginate()`
   * @throws OptionError for an unknown option or a bad value
   */
  pages(options?: WalkOptions): PageStream<Item> {
    return new PageStream(this.#walk(option.parseOptions(options, WALK_PARSERS, 'options')));
  }

  #walk(changes: WalkOptions): PageSource {
    const { page, walk, deadline } = this.#settings;
    const settings = parseWalkOptions({ ...walk, ...changes }, page.strategy);
    return new PageSource(this.#calls, page, { ...settings, deadline });
  }
}

/** The calls of a walk with a client. */
function callsOf(
  client: Client,
  url: string | URL,
  call: CallSettings,
  { clock, baseUrl }: ClientSettings,
  item: StandardSchema | undefined,
): WalkCalls {
  const { query, signal, method = 'GET', headers: given, json, ...rest } = call;
  refuseThrowOption(call);
  if (signal !== undefined) parseSignal(signal, 'signal');
  const headers = overlayHeaders({ accept: 'application/json' }, given ?? {});
  const body = (changed: unknown): object => (changed === undefined ? {} : { json: changed });
  return {
    clock,
    method,
    signal,
    first: { origin: originOf(url, baseUrl), json },
    send: (changes: SourceChanges = {}) => {
      const options = { ...rest, method, headers, ...THROWING, ...body(changes.json ?? json) };
      const { signal } = changes;
      if (changes.url !== undefined) return client(changes.url, { ...options, signal }).buffered();
      const target = changedTarget(url, query, changes.query ?? {});
      return client(target.url, { ...options, query: target.query, signal }).buffered();
    },
    read: async (response) => response.json(),
    ...(item !== undefined && { check: (items) => Promise.all(items.map((each) => validate(each, item))) }),
  };
}

/** The URL and the query of a call with some names replaced, both in the query of the URL and in the option `query`. */
function changedTarget(
  given: string | URL,
  query: QueryInput | undefined,
  changes: NonNullable<SourceChanges['query']>,
): { readonly url: string; readonly query: URLSearchParams } {
  const url = String(given);
  const fields = new URLSearchParams();
  if (query !== undefined) appendFields(fields, query, 'query');
  const names = Object.keys(changes);
  for (const name of names) fields.delete(name);
  appendFields(fields, changes, 'query');
  const inUrl = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
  const removed = names.filter((name) => inUrl.has(name)).map((name) => [name, undefined] as const);
  // The query of a URL without these names is kept byte for byte.
  return { url: removed.length === 0 ? url : changeQuery(url, Object.fromEntries(removed)), query: fields };
}
