// Bad options of the methods of a call are refused when the method is called, before anything is sent.
import { describe, expect, test } from 'vitest';
import {
  cursorPages,
  json,
  linkPages,
  ndjson,
  numberedPages,
  offsetPages,
  op,
  paginate,
  pollUntil,
  sse,
  toFile,
  urlPages,
} from '../../src/index.ts';
import { apiOf, failure, originOf } from '../setup.ts';

const ok = { 200: json<{ id: number }[]>() };

const OPERATIONS = {
  links: op('GET /x', { ok, page: linkPages() }),
  urls: op('GET /x', { ok, page: urlPages({ next: 'next' }) }),
  offsets: op('GET /x', { ok, page: offsetPages() }),
  numbers: op('GET /x', { ok, page: numberedPages() }),
  cursors: op('GET /x', { ok, page: cursorPages({ next: 'next', parameter: 'after' }) }),
  events: op('GET /x', { ok, events: sse() }),
  lines: op('GET /x', { ok, events: ndjson() }),
  long: op('POST /x', { ok, poll: pollUntil() }),
  file: op('GET /x', { ok, download: toFile() }),
};

async function setUp() {
  const origin = await originOf();
  return { origin, api: apiOf(origin, OPERATIONS) };
}

type Api = Awaited<ReturnType<typeof setUp>>['api'];

describe('refused at once', () => {
  test.each<[string, (api: Api) => unknown, string]>([
    ['pages({ max: 0 })', (api) => api.links().pages({ max: 0 }), 'options.max'],
    ['pages({ maximum: 1 })', (api) => api.links().pages({ maximum: 1 } as never), 'options.maximum'],
    ['pages({ prefetch: -1 })', (api) => api.links().pages({ prefetch: -1 }), 'options.prefetch'],
    ['pages(5)', (api) => api.links().pages(5 as never), 'options'],
    ['a position of another way', (api) => api.links().pages({ from: 'page:[1,0]' }), 'from'],
    ['a position that is no URL', (api) => api.links().pages({ from: 'link:"x y"' }), 'from'],
    ['a position of another scheme', (api) => api.urls().pages({ from: 'url:"ftp://a/"' }), 'from'],
    ['an offset below 0', (api) => api.offsets().pages({ from: 'offset:-1' }), 'from'],
    ['a page that is no number', (api) => api.numbers().pages({ from: 'page:["a",0]' }), 'from'],
    ['a cursor that is not JSON', (api) => api.cursors().pages({ from: 'cursor:{' }), 'from'],
    ['events({ idleTimeout: -1 })', (api) => api.events().events({ idleTimeout: -1 }), 'options.idleTimeout'],
    [
      'events({ reconnect: 1 })',
      (api) => api.events().events({ reconnect: 1 as never }),
      'options.reconnect',
    ],
    ['events({ x: 1 })', (api) => api.events().events({ x: 1 } as never), 'options.x'],
    ['lines: idleTimeout', (api) => api.lines().events({ idleTimeout: -1 }), 'options.idleTimeout'],
    ['lines: lastEventId', (api) => api.lines().events({ lastEventId: '1' }), 'options.lastEventId'],
    ['poll({ deadline: 0 })', (api) => api.long().poll({ deadline: 0 }), 'poll.deadline'],
    ['poll({ from: "x" })', (api) => api.long().poll({ from: 'x' }), 'poll.from'],
    ['poll({ from: 5 })', (api) => api.long().poll({ from: 5 as never }), 'poll.from'],
    ['paginate: from', (api) => paginate(api.$client, '/x', { page: linkPages(), from: 'offset:1' }), 'from'],
    [
      'paginate().pages: from',
      (api) => paginate(api.$client, '/x', { page: linkPages() }).pages({ from: 'offset:1' }),
      'from',
    ],
  ])('%s', async (_name, use, option) => {
    const { api, origin } = await setUp();
    let thrown: unknown;
    try {
      use(api);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'ERR_SLUICE_OPTION', option });
    expect(origin.seen()).toHaveLength(0);
  });

  test.each<[string, (api: Api) => Promise<unknown>, string]>([
    ['download: an option', (api) => api.file().download('/tmp/x', { maxBytes: -1 }), 'download.maxBytes'],
    ['download: no path', (api) => api.file().download(''), 'path'],
    ['download: another URL', (api) => api.file().download(new URL('http://a.test/x')), 'path'],
  ])('%s', async (_name, use, option) => {
    const { api, origin } = await setUp();
    expect(await failure(use(api))).toMatchObject({ code: 'ERR_SLUICE_OPTION', option });
    expect(origin.seen()).toHaveLength(0);
  });
});

test('the input of a call is refused at the first next()', async () => {
  const { api } = await setUp();
  const pages = api.links({ query: { x: 1 } }).pages();
  expect(await failure(pages[Symbol.asyncIterator]().next())).toMatchObject({ option: 'query' });
  const events = api.events({ query: { x: 1 } }).events();
  expect(await failure(events[Symbol.asyncIterator]().next())).toMatchObject({ option: 'query' });
});
