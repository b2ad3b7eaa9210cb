// The wrapper in github.ts: at most 20 lines, and every behaviour that its readers expect of it.
import { readFileSync } from 'node:fs';
import { isHttpError } from '@sluice/core';
import {
  createScriptedTransport,
  createVirtualClock,
  type FaultOrigin,
  type SeenRequest,
} from '@sluice/fixtures';
import type { TokenFunction } from 'sluice';
import { describe, expect, test } from 'vitest';
import type { Client, ConnectOptions } from '../../src/index.ts';
import { closeLater, failure, originOf } from '../setup.ts';
import { issuesOf } from './github.ts';

const at = { owner: 'acme', repo: 'site' };
const LIST = '/repos/acme/site/issues';

function connect(
  origin: FaultOrigin,
  token: TokenFunction = () => 't',
  more: ConnectOptions = {},
): ReturnType<typeof issuesOf> {
  const quick = { minDelay: 1, maxDelay: 10, hintFloor: 1 };
  const api = issuesOf(token, { baseUrl: origin.url(), pool: {}, retry: quick, ...more });
  closeLater({ close: () => (api as Client<object>).$close() });
  return api;
}

/** An API on a scripted transport and a clock that the test advances. */
function inVirtualTime() {
  const clock = createVirtualClock();
  const transport = createScriptedTransport({ clock });
  const api = issuesOf(() => 't', { transport, clock });
  closeLater({ close: () => api.$close() });
  return { clock, transport, api };
}

test('has at most 20 lines', () => {
  const lines = readFileSync(new URL('github.ts', import.meta.url), 'utf8').split('\n');
  const code = lines.filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/\*\*)/.test(line));
  expect(code.length).toBeLessThanOrEqual(20);
});

describe('a list', () => {
  test('is walked page after page by the header link, with the token, to its end', async () => {
    const origin = await originOf();
    origin.on(LIST).handle((request: SeenRequest) => {
      const page = Number(new URL(request.target, origin.url()).searchParams.get('page') ?? 1);
      const next =
        page < 3 ? { link: `<${origin.url(`${LIST}?per_page=2&page=${page + 1}`)}>; rel="next"` } : {};
      return { status: 200, headers: next, json: [{ number: page * 10 }, { number: page * 10 + 1 }] };
    });
    const api = connect(origin);
    const numbers: number[] = [];
    for await (const { number } of api.listIssues({ params: at, query: { per_page: 2 } }))
      numbers.push(number);
    expect(numbers).toEqual([10, 11, 20, 21, 30, 31]);
    const seen = origin.seen(LIST);
    expect(seen.map(({ target }) => target)).toEqual(
      ['', '&page=2', '&page=3'].map((rest) => `${LIST}?per_page=2${rest}`),
    );
    expect(seen.every((request) => request.header('authorization') === 'Bearer t')).toBe(true);
    // The first page alone, without a walk.
    expect(await api.listIssues({ params: at })).toHaveLength(2);
  });

  test('resumes where an earlier walk stopped, and repeats a page that broke', async () => {
    const origin = await originOf();
    origin.on(LIST).handle((request: SeenRequest) => {
      const isSecond = request.target.includes('page=2');
      const link = { link: `<${origin.url(`${LIST}?page=2`)}>; rel="next"` };
      return { status: 200, headers: isSecond ? {} : link, json: [{ number: isSecond ? 2 : 1 }] };
    });
    origin.on(LIST).fault({ do: 'close', at: 'body', after: 5 }, { nth: 2 });
    const api = connect(origin);
    let from: string | undefined;
    for await (const page of api.listIssues({ params: at }).pages({ max: 1 })) from = page.next;
    const rest: number[] = [];
    for await (const page of api.listIssues({ params: at }).pages({ from }))
      rest.push(...page.items.map(({ number }) => number));
    expect(rest).toEqual([2]);
    expect(origin.seen(LIST)).toHaveLength(3);
  });

  test('is not followed to another origin', async () => {
    const [origin, other] = [await originOf(), await originOf()];
    origin
      .on(LIST)
      .reply(200, { json: [{ number: 1 }], headers: { link: `<${other.url('/steal')}>; rel="next"` } });
    const walk = async (): Promise<void> => {
      for await (const _issue of connect(origin).listIssues({ params: at })) continue;
    };
    await failure(walk());
    expect(other.stats().requests).toBe(0);
  });
});

describe('a new issue', () => {
  test('is created once, whatever breaks after it was sent', async () => {
    const origin = await originOf();
    origin.on(LIST).reply(201, { json: { number: 7 } });
    origin.on(LIST).fault({ do: 'reset', at: 'body', after: 3 }, { first: 1 });
    const api = connect(origin);
    const settled = await api.createIssue({ params: at, body: { title: 'slow' } }).settled();
    expect(settled.failure?.phase).toMatch(/^(sent|head|body)$/);
    expect(origin.seen(LIST)).toHaveLength(1);
    expect((await api.createIssue({ params: at, body: { title: 'slow' } })).number).toBe(7);
    expect(origin.seen(LIST)[1]?.text()).toBe('{"title":"slow"}');
  });

  test.each([
    ['a 429 with retry-after', 429, { 'retry-after': '7' }, 7_000],
    ['a 403 of a secondary limit', 403, { 'retry-after': '9' }, 9_000],
    [
      'a 403 of an exhausted limit',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Date.UTC(2026, 0, 1) / 1_000 + 5) },
      5_000,
    ],
  ])('waits as long as %s says, and is created then', async (_name, status, headers, wait) => {
    const { clock, transport, api } = inVirtualTime();
    const target = `https://api.github.com${LIST}`;
    transport
      .on(LIST)
      .reply(status, { json: {}, headers }, { first: 1 })
      .reply(201, { json: { number: 1 } });
    const settling = api.createIssue({ params: at, body: { title: 'x' } }).settled();
    await clock.advance(wait - 1);
    expect(transport.seen()).toHaveLength(1);
    // With jitter above it, so that callers do not return together.
    await clock.advance(30_000);
    expect(await settling).toMatchObject({
      ok: true,
      status: 201,
      meta: { url: target, attempts: { length: 2 } },
    });
  });

  test('fails on a 403 that is not a rate limit', async () => {
    const origin = await originOf();
    origin.on(LIST).reply(403, { json: { message: 'no access' } });
    const settled = await connect(origin)
      .createIssue({ params: at, body: { title: 'x' } })
      .settled();
    expect(settled).toMatchObject({ ok: false, status: 403, body: { message: 'no access' } });
    expect(origin.seen(LIST)).toHaveLength(1);
  });
});

describe('one issue', () => {
  const ONE = `${LIST}/1`;
  const one = { params: { ...at, issue_number: 1 } };

  test('is asked for with the etag of its copy, which is used if it has not changed', async () => {
    const origin = await originOf();
    let etag = '"a"';
    origin
      .on(ONE)
      .handle((request: SeenRequest) =>
        request.header('if-none-match') === etag
          ? { status: 304, headers: { etag } }
          : { status: 200, headers: { etag }, json: { title: etag } },
      );
    const api = connect(origin);
    const verdicts: unknown[] = [];
    for (const next of ['"a"', '"a"', '"b"', '"b"']) {
      etag = next;
      const settled = await api.getIssue(one).settled();
      verdicts.push([settled.ok && settled.body.title, settled.meta.cache]);
    }
    expect(verdicts).toEqual([
      ['"a"', 'miss'],
      ['"a"', 'revalidated'],
      ['"b"', 'miss'],
      ['"b"', 'revalidated'],
    ]);
    expect(origin.seen(ONE).map((request) => request.header('if-none-match'))).toEqual([
      undefined,
      '"a"',
      '"a"',
      '"b"',
    ]);
  });

  test('is asked for with one renewed token by 100 calls that were refused', async () => {
    const origin = await originOf();
    origin
      .on(ONE)
      .handle((request: SeenRequest) =>
        request.header('authorization') === 'Bearer t2'
          ? { status: 200, json: { title: 'x' } }
          : { status: 401 },
      );
    let issued = 0;
    const api = connect(origin, async () => `t${++issued}`, { retry: false });
    const titles = await Promise.all(
      Array.from({ length: 100 }, async () => (await api.getIssue(one)).title),
    );
    expect(new Set(titles)).toEqual(new Set(['x']));
    expect(issued).toBe(2);
  });

  test('is asked for four times at most', async () => {
    const origin = await originOf();
    origin
      .on(ONE)
      .reply(503, {}, { first: 3 })
      .reply(200, { json: { title: 'x' } });
    expect((await connect(origin).getIssue(one)).title).toBe('x');
    origin.on('/repos/acme/site/issues/2').reply(503);
    const error = await failure(connect(origin).getIssue({ params: { ...at, issue_number: 2 } }));
    expect(isHttpError(error) && error.attempts).toHaveLength(4);
  });

  test('gives up an attempt after 10 s, and tries again', async () => {
    const { clock, transport, api } = inVirtualTime();
    transport
      .on(ONE)
      .reply(200, { json: { title: 'late' }, delay: 60_000 }, { first: 1 })
      .reply(200, { json: { title: 'x' } });
    const settling = api.getIssue(one).settled();
    await clock.advance(9_999);
    expect(transport.seen()).toHaveLength(1);
    await clock.advance(5_000);
    expect(await settling).toMatchObject({
      ok: true,
      body: { title: 'x' },
      meta: { attempts: [{ error: { limit: 10_000 } }, {}] },
    });
  });

  test('ends at the deadline of its call, waits included', async () => {
    const { clock, transport, api } = inVirtualTime();
    transport.on(ONE).reply(503, { headers: { 'retry-after': '20' } });
    const settling = api.getIssue(one, { deadline: 5_000 }).settled();
    await clock.advance(5_000);
    expect(await settling).toMatchObject({ ok: false });
    expect(transport.seen().length).toBe(1);
  });
});
