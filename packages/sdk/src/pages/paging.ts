// The rules for the property `page` of a declaration: a strategy, and the field that has the items.
import type { SluiceClient } from 'sluice';
import { option, refuse, type OptionParser } from '@sluice/core/plugin';
import { settingsOf } from '@sluice/core/internal';
import type { CallSource, SourceMaker } from '../call/call-source.ts';
import { LateIterable } from '../iteration/late-source.ts';
import type { Page, WalkOptions } from './page.ts';
import { PageSource, type WalkCalls } from './page-source.ts';
import { PageStream } from './page-stream.ts';
import type { PageFinder, Strategy } from './strategy.ts';
import { parseWalkOptions } from './walk-options.ts';

/** Options of every way of paging. */
export interface RuleOptions<Items extends string | undefined> {
  /** The field of the body that has the items: `data`, or `data.items`. Default: the body is the array of the items. */
  readonly items?: Items;
}

/** A way of paging. Created by `linkPages()`, `urlPages()`, `cursorPages()`, `offsetPages()` and `numberedPages()`. */
export class Paging<const Items extends string | undefined = string | undefined> implements PageFinder {
  /** The field of the body that has the items; undefined if the body is the array. */
  readonly items: Items;
  /** Turns positions into requests. For the walk. */
  readonly strategy: Strategy;
  /** The clients that follow links to other origins, by origin. For the walk. */
  readonly otherOrigins: ReadonlyMap<string, SluiceClient>;

  constructor(items: Items, strategy: Strategy, otherOrigins: ReadonlyMap<string, SluiceClient> = new Map()) {
    this.items = items;
    this.strategy = strategy;
    this.otherOrigins = otherOrigins;
  }

  /** Requests the pages of a declared call. @throws OptionError for a bad option */
  walk(makeSource: SourceMaker, options: WalkOptions = {}): AsyncIterable<Page> {
    const settings = parseWalkOptions(options, this.strategy);
    return new LateIterable(async () => {
      const source = await makeSource();
      const { deadline = Infinity } = source;
      return new PageStream(new PageSource(callsOf(source), this, { ...settings, deadline }));
    });
  }
}

/** Parses a path to a field: names with dots between them. */
export const fieldPath: OptionParser<string> = (value, path) => {
  if (typeof value !== 'string' || value.split('.').includes(''))
    throw refuse(path, value, "the name of a field, or names with dots between them: 'meta.next'");
  return value;
};

/** Parses the clients of other origins, by origin. */
export const clientsByOrigin: OptionParser<ReadonlyMap<string, SluiceClient>> = (value, path) => {
  if (!option.isOptions(value)) throw refuse(path, value, 'an object of clients by origin');
  const entries = Object.entries(value);
  for (const [origin, client] of entries) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw refuse(path, origin, "made of origins such as 'https://files.example.com'");
    if (typeof client !== 'function') throw refuse(`${path}.${origin}`, client, 'a client');
  }
  return new Map(entries as [string, SluiceClient][]);
};

/** The origin of a URL, or of the base URL for a path below it. @throws OptionError if it is neither */
export function originOf(url: string | URL, base: URL | undefined): string {
  const text = String(url);
  if (base !== undefined && !/^[a-z][a-z0-9+.-]*:/i.test(text)) return base.origin;
  if (!URL.canParse(text))
    throw refuse('url', text, 'an absolute URL, or a path below the baseUrl of the client');
  return new URL(text).origin;
}

function callsOf(source: CallSource): WalkCalls {
  const { clock, method, client, options } = source;
  return {
    clock,
    method,
    first: { origin: originOf(source.url, settingsOf(client)?.baseUrl), json: options.json },
    signal: options.signal,
    send: (changes) => source.send(changes),
    read: (response) => source.read(response),
  };
}
