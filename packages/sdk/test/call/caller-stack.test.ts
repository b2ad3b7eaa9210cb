// The stack of an error of a declared operation names the functions that wait for it.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gotTransport } from '@sluice/got';
import got from 'got';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { linkPages, op, sse, stream, toFile } from '../../src/index.ts';
import { apiOf, failure, originOf } from '../setup.ts';

test.each([
  ['the default transport', {}],
  ['got', { transport: gotTransport({ got }) }],
])('every failure of an operation has the line that awaits it, on %s', async (_name, options) => {
  const origin = await originOf();
  origin.on('/wrong').reply(200, { json: { id: 'x' } });
  origin.on('/missing').reply(404, { json: { message: 'no' } });
  origin
    .on('/cut')
    .reply(200, { body: { size: 1_000 } })
    .fault({ do: 'close', at: 'body', after: 10 });
  const ok = { 200: z.object({ id: z.number() }) };
  const api = apiOf(
    origin,
    {
      wrong: op('GET /wrong', { ok }),
      missing: op('GET /missing', { ok }),
      cut: op('GET /cut', { ok }),
      listed: op('GET /missing', { ok: { 200: z.array(z.string()) }, page: linkPages() }),
      told: op('GET /missing', { ok: { 200: stream() }, events: sse() }),
      saved: op('GET /missing', { ok: { 200: stream() }, download: toFile() }),
    },
    { retry: false, ...options },
  );
  const calls = {
    async hasTheWrongShape() {
      return await api.wrong();
    },
    async isMissing() {
      return await api.missing();
    },
    async isCut() {
      return await api.cut();
    },
    async wantsResponse() {
      const response = await api.cut().response();
      return await response.bytes();
    },
    async walks() {
      for await (const item of api.listed().pages()) expect(item).toBe(undefined);
    },
    async listens() {
      for await (const event of api.told().events()) expect(event).toBe(undefined);
    },
    async downloads() {
      return await api.saved().download(join(tmpdir(), 'sluice-never-written'));
    },
  };
  for (const [name, call] of Object.entries(calls)) {
    async function caller(): Promise<unknown> {
      return await call();
    }
    const error = await failure(caller());
    expect.soft(String(error.stack), name).toMatch(new RegExp(`at (async )?(\\S+\\.)?${name} `));
    expect.soft(String(error.stack), name).toMatch(/at (async )?caller /);
    expect.soft(error.message, name).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/\w*/);
  }
});
