// The rule by which an operation pages: a strategy, and where the items are.
import type { SluiceClient } from 'sluice';
import { option, refuse, type OptionParser } from '@sluice/core/plugin';
import { settingsOf } from '@sluice/core/internal';
import type { CallSource, SourceMaker } from '../call/hooks.ts';
import { LateIterable } from '../iteration/late-source.ts';
import type { Page, WalkOptions } from './page.ts';
import { PageSource, type WalkCalls } from './page-source.ts';
import { PageStream } from './page-stream.ts';
import type { PageFinder, Strategy } from './strategy.ts';
import { parseWalkOptions } from './walk-options.ts';

/** Options that every way of paging has. */
export interface RuleOptions<Items extends string | undefined> {
  /** The field of the body that has the items: `data`, or `data.items`. Default: the body is the array of the items. */
  readonly items?: Items;
}

/** How pages follow each other. Created by `linkPages()`, `cursorPages()` and the other functions of this kind. */
export class Paging<const Items extends string | undefined = string | undefined> implements PageFinder {
  /** The field of the body that has the items; undefined if the body is the array. */
  readonly items: Items;
  /** For the walk: how positions become requests. */
  readonly strategy: Strategy;
  /** For the walk: the clients that follow links to other origins. */
  readonly otherOrigins: ReadonlyMap<string, SluiceClient>;

  constructor(items: Items, strategy: Strategy, otherOrigins: ReadonlyMap<string, SluiceClient> = new Map()) {
    this.items = items;
    this.strategy = strategy;
    this.otherOrigins = otherOrigins;
  }

  /** For a declared call: requests page after page. @throws OptionError for a bad option */
  walk(makeSource: SourceMaker, options: WalkOptions = {}): AsyncIterable<Page> {
    const settings = parseWalkOptions(options, this.strategy);
    return new LateIterable(async () => {
      const source = await makeSource();
      const { deadline = Infinity } = source;
      return new PageStream(new PageSource(callsOf(source), this, { ...settings, deadline }));
    });
  }
}

/** A path to a field: names with dots between them. */
export const fieldPath: OptionParser<string> = (value, path) => {
  if (typeof value !== 'string' || value.split('.').includes(''))
    throw refuse(path, value, "the name of a field, or names with dots between them: 'meta.next'");
  return value;
};

/** The clients of other origins, by origin. */
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

/** The origin that a URL leads to: a path is below the base. @throws OptionError if it is no URL */
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
