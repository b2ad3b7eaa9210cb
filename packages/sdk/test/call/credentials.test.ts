// Credentials: one renewal for all calls, replays that spend no retry, and operations without credentials.
import type { SeenRequest } from '@sluice/fixtures';
import { apiKey, basic, bearer, createClient } from 'sluice';
import { describe, expect, test } from 'vitest';
import { defineApi, json, op } from '../../src/index.ts';
import { apiOf, closeLater, failure, originOf } from '../setup.ts';

const ok = { 200: json<string>() };

describe('a bearer token', () => {
  test('is renewed once for 100 parallel calls that get a 401, which spend no retry', async () => {
    const origin = await originOf();
    let refused = 0;
    origin.on('/*').handle((request: SeenRequest) => {
      if (request.header('authorization') === 'Bearer t2') return { status: 200, json: request.text() };
      refused++;
      return { status: 401, json: {} };
    });
    let issued = 0;
    const api = apiOf(
      origin,
      { get: op('GET /a/{id}', { ok }), add: op('POST /a/{id}', { body: json(), ok }) },
      { retry: false, gate: { maxPerHost: 100 }, plugins: [bearer({ token: async () => `t${++issued}` })] },
    );
    const calls = Array.from({ length: 100 }, (_, id) =>
      id % 2 === 0
        ? api.get({ params: { id } }).settled()
        : api.add({ params: { id }, body: { id } }).settled(),
    );
    const settled = await Promise.all(calls);
    expect(settled.filter(({ ok }) => ok)).toHaveLength(100);
    // One attempt each for the retries: the second request of a call is a replay.
    expect(settled.every(({ meta }) => meta.attempts.length === 2)).toBe(true);
    expect(issued).toBe(2);
    expect(refused).toBeGreaterThan(1);
    expect(origin.seen('/a/1').at(-1)?.text()).toBe('{"id":1}');
    // A late 401 of the old token: no second renewal.
    expect(api.$client.stats().plugins['bearer']).toMatchObject({ fetched: 2 });
  });

  test('that is refused late is replaced by the current token', async () => {
    const origin = await originOf();
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    origin.on('/late').handle(async (request: SeenRequest) => {
      if (request.header('authorization') !== 'Bearer t1') return { status: 200, json: 'late' };
      await held;
      return { status: 401 };
    });
    origin
      .on('/now')
      .handle((request: SeenRequest) =>
        request.header('authorization') === 'Bearer t1' ? { status: 401 } : { status: 200, json: 'now' },
      );
    let issued = 0;
    const api = apiOf(
      origin,
      { late: op('GET /late', { ok }), now: op('GET /now', { ok }) },
      { plugins: [bearer({ token: () => `t${++issued}` })] },
    );
    const late = api.late().settled();
    await expect.poll(() => origin.seen('/late').length).toBe(1);
    expect(await api.now()).toBe('now');
    release?.();
    expect(await late).toMatchObject({ ok: true, body: 'late' });
    expect(issued).toBe(2);
  });
});

describe("an operation with auth: 'none'", () => {
  test('carries no credentials of plugins or of the client', async () => {
    const origin = await originOf();
    origin.on('/*').reply(200, { json: 'x' });
    const operations = { open: op('GET /open', { ok, auth: 'none' }), closed: op('GET /closed', { ok }) };
    const plugins = [bearer({ token: 't' }), apiKey({ key: 'k', header: 'x-api-key' })];
    const api = apiOf(origin, operations, { plugins });
    const own = apiOf(origin, operations, { headers: { authorization: 'Bearer own' } });
    const user = apiOf(origin, operations, { plugins: [basic({ username: 'a', password: 'b' })] });
    for (const one of [api, own, user]) {
      await one.open();
      await one.closed();
    }
    const sent = origin
      .seen()
      .map((request) => [request.header('authorization'), request.header('x-api-key')]);
    expect(sent).toEqual([
      [undefined, undefined],
      ['Bearer t', 'k'],
      [undefined, undefined],
      ['Bearer own', undefined],
      [undefined, undefined],
      [expect.stringMatching(/^Basic /), undefined],
    ]);
  });

  test('of a given client needs the options that switch its credentials off', async () => {
    const origin = await originOf();
    origin.on('/*').reply(200, { json: 'x' });
    const client = closeLater(
      createClient({ baseUrl: origin.url(), pool: {}, plugins: [bearer({ token: 't' })] }),
    );
    const def = defineApi({ operations: { open: op('GET /open', { ok, auth: 'none' }) } });
    const refused = await failure(Promise.resolve().then(() => def.connect({ client })));
    expect(refused.message).toContain("option 'anonymous' must be given: the operation 'open'");
    const anonymous = { bearer: false } as object;
    await using api = def.connect({ client, anonymous });
    await api.open();
    expect(origin.seen()[0]?.header('authorization')).toBeUndefined();
  });
});
