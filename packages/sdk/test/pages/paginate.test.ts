// Tests of walks over pages: every way of paging against a fake server with any sizes of pages.
import fc from 'fast-check';
import {
  createClient as createCoreClient,
  isHttpError,
  isSchemaError,
  isTimeoutError,
  type StandardSchema,
} from '@sluice/core';
import { createScriptedTransport, createVirtualClock } from '@sluice/fixtures';
import { createClient } from 'sluice';
import { expect, test } from 'vitest';
import {
  cursorPages,
  isPaginationError,
  linkPages,
  numberedPages,
  offsetPages,
  paginate,
  urlPages,
  type PaginateOptions,
  type Paging,
} from '../../src/index.ts';
import { caught, collect } from '../support/collect.ts';
import { serveStreams, WIRES, type Exchange } from '../support/stream-server.ts';

/** A list in pages of these sizes, as a server gives it. */
interface FakeList {
  readonly sizes: readonly number[];
  readonly requests: string[];
}

const ORIGIN = 'https://api.test';

/** The items of a list: the numbers from 0 on. */
function itemsOf({ sizes }: FakeList): number[] {
  return Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, index) => index);
}

interface Answer {
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** A way of paging, as a client follows it and as a server does it. */
interface Way {
  readonly name: string;
  readonly rule: Paging;
  readonly method?: 'POST';
  /** Whether a page may be empty although others follow. */
  readonly allowsEmpty: boolean;
  answer(list: FakeList, url: URL, body: unknown): Answer;
}

/** The page at an index: its items. */
function pageOf(list: FakeList, index: number): number[] {
  const start = list.sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
  return Array.from({ length: list.sizes[index] ?? 0 }, (_, item) => start + item);
}

const numberOf = (text: string | null, otherwise: number): number =>
  text === null ? otherwise : Number(text);

const WAYS: readonly Way[] = [
  {
    name: 'link',
    rule: linkPages(),
    allowsEmpty: true,
    answer(list, url) {
      const index = numberOf(url.searchParams.get('p'), 0);
      const hasNext = index + 1 < list.sizes.length;
      const first = '<?p=0>; rel="first"';
      const link = hasNext ? `${first}, <?p=${index + 1}&q=%E9,;>; title="a, b"; rel="last next"` : first;
      return { body: pageOf(list, index), headers: { link } };
    },
  },
  {
    name: 'url in the body',
    rule: urlPages({ items: 'data', next: 'paging.next' }),
    allowsEmpty: true,
    answer(list, url) {
      const index = numberOf(url.searchParams.get('p'), 0);
      const next = index + 1 < list.sizes.length ? `${ORIGIN}/list?p=${index + 1}` : null;
      return { body: { data: pageOf(list, index), paging: { next } } };
    },
  },
  {
    name: 'cursor in the query',
    rule: cursorPages({ items: 'data.items', next: 'meta.next', parameter: 'cursor' }),
    allowsEmpty: true,
    answer(list, url) {
      const index = numberOf(url.searchParams.get('cursor')?.slice('c&='.length) ?? null, 0);
      const next = index + 1 < list.sizes.length ? `c&=${index + 1}` : '';
      return { body: { data: { items: pageOf(list, index) }, meta: { next } } };
    },
  },
  {
    name: 'token in the body',
    rule: cursorPages({ items: 'hits', next: 'token', more: 'more', parameter: 'page.after', in: 'body' }),
    method: 'POST',
    allowsEmpty: true,
    answer(list, _url, body) {
      const { filter, page } = body as { filter: string; page: { size: number; after?: [number, string] } };
      expect([filter, page.size]).toEqual(['x', 5]);
      const [index] = page.after ?? [0];
      return {
        body: { hits: pageOf(list, index), token: [index + 1, 'x'], more: index + 1 < list.sizes.length },
      };
    },
  },
  {
    name: 'the last item',
    rule: cursorPages({ items: 'data', lastItem: 'id', more: 'has_more', parameter: 'starting_after' }),
    allowsEmpty: false,
    answer(list, url) {
      const after = numberOf(url.searchParams.get('starting_after'), -1);
      const items = itemsOf(list);
      const data = items.slice(after + 1, after + 4).map((id) => ({ id }));
      return { body: { data, has_more: after + 1 + data.length < items.length } };
    },
  },
  {
    name: 'offset',
    rule: offsetPages({ items: 'data', size: 7 }),
    allowsEmpty: false,
    answer(list, url) {
      expect(url.searchParams.get('limit')).toBe('7');
      const offset = numberOf(url.searchParams.get('offset'), -1);
      // It gives fewer than it was asked for.
      return { body: { data: itemsOf(list).slice(offset, offset + 4) } };
    },
  },
  {
    name: 'offset with a total',
    rule: offsetPages({ items: 'data', total: 'total', size: 3 }),
    allowsEmpty: false,
    answer(list, url) {
      const offset = numberOf(url.searchParams.get('offset'), -1);
      const items = itemsOf(list);
      return { body: { data: items.slice(offset, offset + 3), total: String(items.length) } };
    },
  },
  {
    name: 'numbers',
    rule: numberedPages({ first: 0 }),
    allowsEmpty: false,
    answer: (list, url) => ({ body: pageOf(list, numberOf(url.searchParams.get('page'), -1)) }),
  },
  {
    name: 'numbers with the number of pages',
    rule: numberedPages({ items: 'data', pages: 'pages' }),
    allowsEmpty: true,
    answer: (list, url) => ({
      body: { data: pageOf(list, numberOf(url.searchParams.get('page'), 0) - 1), pages: list.sizes.length },
    }),
  },
  {
    name: 'numbers with the number of items, and fewer items per page than asked for',
    rule: numberedPages({ items: 'data', total: 'total', size: 500, sizeParameter: 'size' }),
    allowsEmpty: false,
    answer: (list, url) => ({
      body: {
        data: pageOf(list, numberOf(url.searchParams.get('page'), 0) - 1),
        total: itemsOf(list).length,
      },
    }),
  },
  {
    name: 'numbers with the number of items before a filter that empties pages',
    rule: numberedPages({ items: 'data', total: 'total', size: 6 }),
    allowsEmpty: true,
    answer: (list, url) => ({
      body: {
        data: pageOf(list, numberOf(url.searchParams.get('page'), 0) - 1),
        total: list.sizes.length * 6,
      },
    }),
  },
];

/** A client whose server has one list. */
function clientOf(way: Way, list: FakeList): ReturnType<typeof createClient> {
  const transport = createScriptedTransport();
  transport.on('/list').handle(async (request) => {
    const url = new URL(request.target, ORIGIN);
    list.requests.push(request.target);
    const text = request.text();
    const answer = way.answer(list, url, text === '' ? undefined : JSON.parse(text));
    return { status: 200, json: answer.body, headers: { ...answer.headers } };
  });
  return createClient({ baseUrl: ORIGIN, transport });
}

function optionsOf(way: Way): PaginateOptions & { method?: string; json?: unknown } {
  const post = { method: 'POST', json: { filter: 'x', page: { size: 5 } } };
  return { page: way.rule, ...(way.method === 'POST' && post) };
}

const idOf = (item: unknown): unknown => (typeof item === 'object' ? (item as { id: unknown }).id : item);

test.each(WAYS.map((way) => [way.name, way] as const))(
  'every item once and in order, whatever the pages and the prefetch: %s',
  async (_name, way) => {
    const size = fc.integer({ min: way.allowsEmpty ? 0 : 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(size, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 4 }),
        fc.nat(),
        async (sizes, prefetch, cutAt) => {
          const list: FakeList = { sizes, requests: [] };
          const api = clientOf(way, list);
          const walk = paginate(api, '/list', { ...optionsOf(way), prefetch });
          const expected = itemsOf(list);
          expect(await collect(walk, idOf)).toEqual(expected);
          const requests = [...list.requests];
          // A second walk makes the same requests.
          const pages = await collect(walk.pages({ prefetch: 0 }));
          expect(list.requests.slice(requests.length)).toEqual(requests);
          expect(pages.flatMap(({ items }) => items.map(idOf))).toEqual(expected);
          expect(pages.map(({ number }) => number)).toEqual(pages.map((_, index) => index + 1));
          // A walk that stops after any page is resumed after it.
          const max = (cutAt % pages.length) + 1;
          const before = await collect(walk.pages({ max }));
          expect(before).toHaveLength(max);
          const from = before.at(-1)?.next;
          const items = before.flatMap((page) => page.items.map(idOf));
          if (from !== undefined) {
            const token = JSON.parse(JSON.stringify(from)) as string;
            items.push(
              ...(await collect(paginate(api, '/list', { ...optionsOf(way), from: token, prefetch }), idOf)),
            );
          }
          expect(items).toEqual(expected);
          // A number of items.
          const few = paginate(api, '/list', { ...optionsOf(way), prefetch, maxItems: cutAt % 20 });
          expect(await collect(few, idOf)).toEqual(expected.slice(0, cutAt % 20));
        },
      ),
      { numRuns: 40 },
    );
  },
);

/** Serves pages at `/list?p=1`, `?p=2` and so on by the header `link`. */
function linked(last: number, more: (exchange: Exchange, page: number) => boolean | void = () => undefined) {
  return (exchange: Exchange): void => {
    const { request, response } = exchange;
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('p') ?? 1);
    if (more(exchange, page) === true) return;
    const headers = page < last ? { link: `<${request.url?.split('?')[0]}?p=${page + 1}>; rel="next"` } : {};
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify([page * 2 - 1, page * 2]));
  };
}

test.each(WIRES)('a walk over the network, with retries within a page (%s)', async (wire) => {
  const failed = new Set<number>();
  await using server = await serveStreams(
    wire,
    linked(5, ({ response, reset }, page) => {
      if (failed.has(page)) return false;
      failed.add(page);
      if (page % 2 === 0) reset();
      else response.writeHead(503).end();
      return true;
    }),
  );
  const api = server.client();
  const items = await collect(paginate<number>(api, '/list', { page: linkPages(), prefetch: 2 }));
  expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(server.requests.every(({ headers }) => headers.accept === 'application/json')).toBe(true);
  expect(api.stats().calls.inFlight).toBe(0);
});

test('50 walks at once', async () => {
  await using server = await serveStreams('http2', linked(4));
  const api = server.client();
  const walks = Array.from({ length: 50 }, () =>
    collect(paginate(api, '/list', { page: linkPages(), prefetch: 1 })),
  );
  for (const items of await Promise.all(walks)) expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('nothing is requested ahead by default; with prefetch, at most that many pages', async () => {
  for (const prefetch of [0, 2]) {
    await using server = await serveStreams('plain', linked(8));
    const api = server.client();
    let taken = 0;
    for await (const page of paginate(api, '/list', { page: linkPages(), prefetch }).pages()) {
      taken++;
      expect(page.number).toBe(taken);
      await expect.poll(() => server.requests.length).toBe(Math.min(8, taken + prefetch));
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(server.requests).toHaveLength(Math.min(8, taken + prefetch));
    }
    expect(taken).toBe(8);
  }
});

test.each(['items', 'pages', 'max'] as const)('leaving a walk aborts the request ahead (%s)', async (how) => {
  await using server = await serveStreams(
    'plain',
    linked(9, (_exchange, page) => page === 3),
  );
  const api = server.client();
  const walk = paginate(api, '/list', {
    page: linkPages(),
    prefetch: 2,
    ...(how === 'max' && { maxItems: 4 }),
  });
  if (how === 'items') {
    for await (const item of walk) {
      if (item === 1) await expect.poll(() => server.open).toBe(1);
      if (item === 2) break;
    }
  } else if (how === 'pages') {
    for await (const { number } of walk.pages()) {
      await expect.poll(() => server.open).toBe(1);
      if (number === 2) break;
    }
  } else {
    expect(await collect(walk)).toEqual([1, 2, 3, 4]);
  }
  await expect.poll(() => server.open).toBe(0);
  await expect.poll(() => api.stats().calls.inFlight).toBe(0);
});

test('close() and return() settle a pending next()', async () => {
  await using server = await serveStreams(
    'plain',
    linked(9, () => true),
  );
  const api = server.client();
  const walk = paginate(api, '/list', { page: linkPages() });
  const pages = walk.pages();
  const pending = pages[Symbol.asyncIterator]().next();
  await expect.poll(() => server.requests.length).toBe(1);
  pages.close();
  expect(await pending).toEqual({ done: true, value: undefined });
  const items = walk[Symbol.asyncIterator]();
  const item = items.next();
  await expect.poll(() => server.requests.length).toBe(2);
  await items.return?.();
  expect(await item).toEqual({ done: true, value: undefined });
  await expect.poll(() => server.open).toBe(0);
  expect(api.stats().calls.inFlight).toBe(0);
});

test('a failure comes after the pages before it, also if they were requested ahead', async () => {
  await using server = await serveStreams(
    'plain',
    linked(9, ({ response }, page) => page === 3 && response.writeHead(404).end() !== undefined),
  );
  const seen: unknown[] = [];
  const error = await caught(
    (async () => {
      for await (const item of paginate(server.client(), '/list', { page: linkPages(), prefetch: 4 })) {
        seen.push(item);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })(),
  );
  expect(isHttpError(error) && error.status).toBe(404);
  expect(seen).toEqual([1, 2, 3, 4]);
});

test('an abort ends the walk and its request, and leaves no listener on the signal', async () => {
  await using server = await serveStreams(
    'plain',
    linked(9, (_exchange, page) => page === 3),
  );
  const api = server.client();
  const control = new AbortController();
  const seen: unknown[] = [];
  const reading = caught(
    (async () => {
      const walk = paginate(api, '/list', { page: linkPages(), signal: control.signal });
      for await (const item of walk) seen.push(item);
    })(),
  );
  await expect.poll(() => server.requests.length).toBe(3);
  const reason = new Error('enough');
  control.abort(reason);
  expect(await reading).toBe(reason);
  expect(seen).toEqual([1, 2, 3, 4]);
  await expect.poll(() => server.open).toBe(0);
});

test.each([0, 3])('one deadline over the whole walk (prefetch %i)', async (prefetch) => {
  await using server = await serveStreams(
    'plain',
    linked(1000, ({ response }, page) => {
      setTimeout(() => {
        response.writeHead(200, { link: `</list?p=${page + 1}>; rel="next"` });
        response.end('[1]');
      }, 20);
      return true;
    }),
  );
  const api = server.client();
  const seen: unknown[] = [];
  const error = await caught(
    (async () => {
      const walk = paginate(api, '/list', { page: linkPages(), prefetch, deadline: 300 });
      for await (const item of walk) seen.push(item);
    })(),
  );
  expect(isTimeoutError(error) && [error.phase, error.limit]).toEqual(['total', 300]);
  expect(seen.length).toBeGreaterThan(1);
  expect(api.stats().calls.inFlight).toBe(0);
});

test('the deadline is that of the client’s clock', async () => {
  const clock = createVirtualClock();
  const transport = createScriptedTransport({ clock });
  transport.on('/list').reply(200, { json: [], delay: 1000, headers: { link: '</list?x>; rel="next"' } });
  const api = createClient({ baseUrl: ORIGIN, transport, clock, retry: false });
  const walk = paginate(api, '/list', { page: linkPages(), deadline: 2500, max: 10 });
  const reading = caught(collect(walk));
  await clock.advance(10_000);
  const error = await reading;
  expect(isPaginationError(error) ? error.reason : isTimeoutError(error)).toBe('loop');
});

test.each([
  ['to itself', { 1: 2, 2: 2 }, [1, 2, 3, 4]],
  ['to the second', { 1: 2, 2: 3, 3: 2 }, [1, 2, 3, 4, 5, 6]],
  ['to the first', { 1: 2, 2: 3, 3: 0 }, [1, 2, 3, 4, 5, 6]],
])(
  'a loop %s is found before a page is requested again',
  async (_name, nexts: Record<number, number>, items) => {
    await using server = await serveStreams(
      'plain',
      linked(9, ({ response }, page) => {
        const next = nexts[page] === 0 ? '/list' : `/list?p=${nexts[page]}`;
        response.writeHead(200, { link: `<${next}>; rel="next"` });
        response.end(JSON.stringify([page * 2 - 1, page * 2]));
        return true;
      }),
    );
    const seen: unknown[] = [];
    const error = await caught(
      (async () => {
        for await (const item of paginate(server.client(), '/list', { page: linkPages(), prefetch: 1 }))
          seen.push(item);
      })(),
    );
    expect(isPaginationError(error) && error.reason).toBe('loop');
    expect((error as Error).message).toMatch(
      /^GET http:\/\/localhost:\d+\/list\?p=…: page \d: this walk has requested the page before/,
    );
    expect(seen).toEqual(items);
  },
);

test('more pages than the default limit are an error; a given maximum is not', async () => {
  const transport = createScriptedTransport();
  transport.on('/list').handle((request) => {
    const page = Number(new URL(request.target, ORIGIN).searchParams.get('page'));
    return { status: 200, json: [page] };
  });
  const api = createClient({ baseUrl: ORIGIN, transport });
  const error = await caught(collect(paginate(api, '/list', { page: numberedPages() })));
  expect(isPaginationError(error) && [error.reason, error.page]).toEqual(['limit', 10_001]);
  const items = await collect(paginate(api, '/list', { page: numberedPages(), max: 3 }));
  expect(items).toEqual([1, 2, 3]);
});

test('a link to another origin is refused, before anything is sent there', async () => {
  let away = 0;
  await using other = await serveStreams('plain', ({ response }) => {
    away++;
    response.end('[3]');
  });
  await using server = await serveStreams('plain', ({ response }) => {
    response.writeHead(200, { link: `<${other.url}/x?token=t>; rel="next"` });
    response.end('[1]');
  });
  for (const api of [server.client(), createClient({ baseUrl: undefined })]) {
    const url = `${server.url}/list`;
    const seen: unknown[] = [];
    const error = await caught(
      (async () => {
        for await (const item of paginate(api, url, { page: linkPages() })) seen.push(item);
      })(),
    );
    expect(isPaginationError(error) && error.reason).toBe('origin');
    expect(String(error)).not.toContain('token=t');
    expect(seen).toEqual([1]);
  }
  expect(away).toBe(0);
});

test('another origin is followed with its own client, and without anything of the call', async () => {
  const seen: Record<string, unknown>[] = [];
  await using other = await serveStreams('plain', ({ request, response }) => {
    seen.push({ ...request.headers });
    const next = request.url === '/x' ? `<${other.url}/y>` : `<${server.url}/list?p=back>`;
    response.writeHead(200, { link: request.url === '/z' ? '' : `${next}; rel="next"` }).end('[2]');
  });
  await using server = await serveStreams('plain', ({ request, response }) => {
    const next = request.url === '/list' ? { link: `<${other.url}/x>; rel="next"` } : {};
    response.writeHead(200, next).end(JSON.stringify([request.headers.authorization]));
  });
  const headers = { authorization: 'Bearer secret', 'x-api-key': 'secret' };
  const api = createClient({ headers });
  const page = linkPages({ otherOrigins: { [other.url]: other.client() } });
  const items = await collect(paginate(api, `${server.url}/list`, { page, headers: { cookie: 'secret' } }));
  expect(items).toEqual(['Bearer secret', 2, 2, 'Bearer secret']);
  expect(seen).toHaveLength(2);
  expect(JSON.stringify(seen)).not.toContain('secret');
});

test.each(['//evil.test/x', 'http://evil.test/x', 'javascript:alert(1)', 'http://user:pass@evil.test/'])(
  'a position does not lead to another origin: %s',
  async (target) => {
    const transport = createScriptedTransport();
    transport.on('/x').reply(200, { json: [] });
    const api = createClient({ baseUrl: ORIGIN, transport });
    const from = `link:${JSON.stringify(target)}`;
    const error = await caught((async () => collect(paginate(api, '/list', { page: linkPages(), from })))());
    expect(error).toBeInstanceOf(Error);
    expect(isPaginationError(error) ? error.reason : String(error)).toMatch(
      /^origin$|404|no route|option 'from'/,
    );
    expect(transport.stats().requests).toBeLessThanOrEqual(1);
  },
);

test('the query and the headers of the call are those of each page; a link replaces the query', async () => {
  const urls: string[] = [];
  await using server = await serveStreams('plain', ({ request, response, number }) => {
    urls.push(`${request.url} ${String(request.headers['x-a'])}`);
    const link: Record<string, string> = number === 1 ? { link: '<?after=%E9>; rel="next"' } : {};
    response.writeHead(200, link).end('[1]');
  });
  const call = { query: { state: 'open', page: '9' }, headers: { 'x-a': '1' } };
  await collect(paginate(server.client(), '/list', { page: linkPages(), ...call }));
  expect(urls).toEqual(['/list?state=open&page=9 1', '/list?after=%E9 1']);
  urls.length = 0;
  // A query without the names of the pages stays as it is.
  await collect(
    paginate(server.client(), '/list?x=%E9', { page: numberedPages(), headers: call.headers, max: 1 }),
  );
  expect(urls).toEqual(['/list?x=%E9&page=1 1']);
  urls.length = 0;
  const pages = paginate(server.client(), '/list?page=7&x=%E9', {
    page: numberedPages({ size: 2 }),
    ...call,
    max: 2,
  });
  await collect(pages);
  expect(urls).toEqual([1, 2].map((page) => `/list?x=%E9&state=open&page=${page}&per_page=2 1`));
});

test('a link is absolute, also with a base that has a path', async () => {
  await using server = await serveStreams('plain', linked(3));
  const api = server.client({ baseUrl: `${server.url}/v1/api` });
  expect(await collect(paginate(api, 'list', { page: linkPages() }))).toEqual([1, 2, 3, 4, 5, 6]);
  expect(server.requests.map(({ url }) => url)).toEqual(
    [1, 2, 3].map((p) => `/v1/api/list${p > 1 ? `?p=${p}` : ''}`),
  );
});

test('items are validated', async () => {
  const transport = createScriptedTransport();
  transport.on('/list').reply(200, { json: [1, 2, 'secret'] });
  const api = createClient({ baseUrl: ORIGIN, transport });
  const text: StandardSchema<unknown, string> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        typeof value === 'number' ? { value: `n${value}` } : { issues: [{ message: 'bad' }] },
    },
  };
  const error = await caught(collect(paginate(api, '/list', { page: linkPages(), item: text })));
  expect(isSchemaError(error) && error.message).toMatch(/^GET https:\/\/api.test\/list: /);
  transport.on('/good').reply(200, { json: [1, 2] });
  expect(await collect(paginate(api, '/good', { page: linkPages(), item: text }))).toEqual(['n1', 'n2']);
});

test.each<[name: string, rule: Paging, body: unknown, reason: string | unknown[]]>([
  ['an object in place of the array', linkPages(), {}, 'items'],
  ['no field of items', linkPages({ items: 'data' }), { dta: [] }, 'items'],
  ['null in place of items', linkPages({ items: 'data' }), { data: null }, []],
  ['an inherited field', linkPages({ items: 'constructor.name' }), {}, 'items'],
  [
    'a cursor that is missing',
    cursorPages({ next: 'next', parameter: 'c', more: 'more', items: 'd' }),
    { d: [1], more: true },
    'next',
  ],
  ['a last item without cursor', cursorPages({ lastItem: 'id', parameter: 'c' }), [{}], 'next'],
  ['an empty page without cursor', cursorPages({ lastItem: 'id', parameter: 'c' }), [], []],
  [
    'an empty page of unknown length',
    offsetPages({ items: 'd', more: 'more' }),
    { d: [], more: true },
    'next',
  ],
  ['a total that is no number', offsetPages({ items: 'd', total: 't' }), { d: [1], t: {} }, 'next'],
  ['a value that is not a URL', urlPages({ items: 'd', next: 'n' }), { d: [1], n: 5 }, 'next'],
])('%s', async (_name, page, body, outcome) => {
  const transport = createScriptedTransport();
  transport.on('/list').reply(200, { json: body });
  const api = createClient({ baseUrl: ORIGIN, transport });
  const result = await collect(paginate(api, '/list', { page })).catch((error: unknown) => error);
  expect(isPaginationError(result) ? result.reason : result).toEqual(outcome);
});

test('for a body that is not an array, the error states how to name the field of the items', async () => {
  const transport = createScriptedTransport();
  transport.on('/list').reply(200, { json: { data: [1] } });
  const api = createClient({ baseUrl: ORIGIN, transport });
  const error = await caught(collect(paginate(api, '/list', { page: linkPages() })));
  expect(String(error)).toContain("name the field that has them, such as linkPages({ items: 'data' })");
});

test('a 204 is an empty page', async () => {
  const transport = createScriptedTransport();
  transport.on('/list').reply(204);
  const api = createClient({ baseUrl: ORIGIN, transport });
  expect(await collect(paginate(api, '/list', { page: linkPages({ items: 'data' }) }))).toEqual([]);
});

test('a client without plugins walks too', async () => {
  await using server = await serveStreams('plain', linked(3));
  const { undiciTransport } = await import('@sluice/undici');
  const api = createCoreClient({ transport: undiciTransport({ pool: {} }), baseUrl: server.url });
  expect(await collect(paginate(api, '/list', { page: linkPages() }))).toEqual([1, 2, 3, 4, 5, 6]);
  await api.close();
});

const api = createClient({ baseUrl: ORIGIN, transport: createScriptedTransport() });
test.each([
  [() => paginate(api, '/x', {} as never), /'page' must be a way of paging/],
  [() => paginate(api, '/x', { page: 'link' } as never), /'page' must be a way of paging/],
  [() => paginate(api, '/x', { page: linkPages(), prefetch: -1 }), /'prefetch'/],
  [
    () => paginate(api, '/x', { page: linkPages(), prefetch: 1000 }),
    /'prefetch' must be a whole number from 0 to 100/,
  ],
  [() => paginate(api, '/x', { page: linkPages(), max: 0 }), /'max'/],
  [() => paginate(api, '/x', { page: linkPages(), maxItems: 1.5 }), /'maxItems'/],
  [() => paginate(api, '/x', { page: linkPages(), deadline: -1 }), /'deadline'/],
  [() => paginate(api, '/x', { page: linkPages(), from: 5 } as never), /'from' must be a string/],
  [() => paginate(api, '/x', { page: linkPages(), item: {} } as never), /'item' must be a Standard Schema/],
  [() => paginate(api, '/x', { page: linkPages(), signal: {} } as never), /'signal' must be an AbortSignal/],
  [
    () => paginate(api, '/x', { page: linkPages(), throwHttpErrors: false }),
    /'throwHttpErrors' must be absent or true/,
  ],
  [() => paginate(fetch as never, '/x', { page: linkPages() }), /'client' must be a client/],
  [() => linkPages({ rel: 'next' } as never), /unknown option 'linkPages.rel'.*relation/],
  [() => linkPages({ items: 'a..b' }), /'linkPages.items' must be the name of a field/],
  [() => linkPages({ otherOrigins: { 'https://x.test/y': api } }), /made of origins/],
  [() => linkPages({ otherOrigins: { 'https://x.test': {} as never } }), /must be a client/],
  [() => cursorPages({ parameter: 'x' }), /one of 'next' and 'lastItem'/],
  [() => cursorPages({ next: 'x' } as never), /'cursorPages.parameter'/],
  [() => urlPages({} as never), /'urlPages.next'/],
  [() => offsetPages({ size: 0 }), /'offsetPages.size'/],
])('bad options are refused: %s', (make, message) => {
  expect(make).toThrow(message);
});

test.each(['cursor:1', 'link:5', 'link:{', 'offset', 'page:[1]'])(
  'a foreign position is refused: %s',
  (from) => {
    expect(() => paginate(api, '/x', { page: linkPages(), from })).toThrow(
      "option 'from' must be the 'next' of a page of the same walk",
    );
    expect(api.stats().calls.started).toBe(0);
  },
);

test.each(['javascript:alert(1)', 'data:text/plain,x', 'mailto:a@example.com', 'file:///etc/passwd'])(
  'a next link of another scheme is refused: %s',
  async (target) => {
    const transport = createScriptedTransport();
    transport.on('/list').reply(200, { json: [1], headers: { link: `<${target}>; rel="next"` } });
    const api = createClient({ baseUrl: ORIGIN, transport });
    const error = await caught(collect(paginate(api, '/list', { page: linkPages() })));
    expect(isPaginationError(error) && error.reason).toBe('next');
  },
);
