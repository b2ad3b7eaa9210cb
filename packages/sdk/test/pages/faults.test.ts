// Walks over pages through faults of the server: every item once and in order, and no write sent twice.
import { caCertificate, type FullReply } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import { undiciTransport, type SluiceOptions } from 'sluice';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { cursorPages, op } from '../../src/index.ts';
import { apiOf, originOf } from '../setup.ts';
import { caught, collect } from '../support/collect.ts';

const ok = { 200: z.object({ data: z.array(z.number()), next: z.number().nullable() }) };
const rule = { items: 'data', next: 'next', parameter: 'cursor' } as const;
const OPERATIONS = {
  list: op('GET /list', { ok, page: cursorPages(rule) }),
  search: op('POST /list', {
    body: z.object({ cursor: z.number().optional() }),
    ok,
    idempotency: 'safe',
    page: cursorPages({ ...rule, in: 'body' }),
  }),
  keyless: op('POST /list', {
    body: z.object({ cursor: z.number().optional() }),
    ok,
    page: cursorPages({ ...rule, in: 'body' }),
  }),
};

const CARRIERS: Record<string, { tls: boolean; options(): SluiceOptions }> = {
  plain: { tls: false, options: () => ({ transport: undiciTransport({ pool: {} }) }) },
  tls: {
    tls: true,
    options: () => ({ transport: undiciTransport({ pool: {}, tls: { ca: caCertificate } }) }),
  },
  got: { tls: false, options: () => ({ transport: gotTransport({ pool: {} }) }) },
};

/** The faults of the first attempt of each page. */
const FAULTS: Record<string, Partial<FullReply>> = {
  'a cut body': { faults: [{ do: 'close', at: 'body', after: 5 }] },
  'a reset in the body': { faults: [{ do: 'reset', at: 'body', after: 5 }] },
  'a reset before the head': { faults: [{ do: 'reset', at: 'head' }] },
  'a bad chunk': { framing: 'chunked', faults: [{ do: 'badChunk', after: 5 }] },
  'a 503': { status: 503 },
  'a 429': { status: 429, headers: { 'retry-after': '0' } },
  'a body that stalls': { faults: [{ do: 'stall', at: 'body', after: 5 }] },
  'a body without end': { json: undefined, body: { endless: true } },
};

const cases = Object.keys(CARRIERS).flatMap((carrier) =>
  Object.keys(FAULTS).map((fault) => [carrier, fault] as const),
);

test.each(cases)('%s: %s', async (carrier, name) => {
  const { tls, options } = CARRIERS[carrier] as (typeof CARRIERS)[string];
  const origin = await originOf({ tls });
  const attempts = new Map<string, number>();
  origin.on('/list').handle((request) => {
    const inBody = request.method === 'POST' ? (request.json() as { cursor?: number }).cursor : undefined;
    const page = inBody ?? Number(request.query.get('cursor') ?? 0);
    const key = `${request.method} ${page}`;
    attempts.set(key, (attempts.get(key) ?? 0) + 1);
    const json = { data: [page * 2, page * 2 + 1], next: page < 2 ? page + 1 : null };
    const reply: FullReply = { status: 200, json };
    return attempts.get(key) === 1 ? ({ ...reply, ...FAULTS[name] } as FullReply) : reply;
  });
  // Only a body that does not end has to be cut by a limit.
  const attempt = name.startsWith('a body') ? 700 : 60_000;
  const api = apiOf(origin, OPERATIONS, { timeout: { attempt }, ...options() });
  const expected = [0, 1, 2, 3, 4, 5];
  expect(await collect(api.list())).toEqual(expected);
  expect(await collect(api.search({ body: {} }).pages({ prefetch: 2 }), ({ items }) => items)).toEqual(
    [0, 1, 2].map((page) => [page * 2, page * 2 + 1]),
  );
  expect([...attempts.values()]).toEqual(Array.from({ length: 6 }, () => 2));
  attempts.clear();
  // Without permission, a POST is sent once, unless the server said that it did not process it.
  const error = await caught(collect(api.keyless({ body: {} })));
  if (name === 'a 429') expect(error).toBeUndefined();
  else {
    expect(error).toBeInstanceOf(Error);
    expect([...attempts]).toEqual([['POST 0', 1]]);
  }
});
