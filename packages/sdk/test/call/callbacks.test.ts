// The caller's functions that this package calls: none of their failures becomes an unhandled rejection.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { download, events, json, op, poll, readEvents } from '../../src/index.ts';
import { createClient } from 'sluice';
import { z } from 'zod';
import { apiOf, closeLater, failure, originOf } from '../setup.ts';

const FAILED = new Error('the callback failed');
/** An async function where the types do not expect one. */
const rejects = (): never => Promise.reject(FAILED) as never;
const throws = (): never => {
  throw FAILED;
};

const unhandled: unknown[] = [];
const warnings: Error[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);
const onWarning = (warning: Error): void => void warnings.push(warning);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-'));
  process.on('unhandledRejection', onUnhandled).on('warning', onWarning);
});

afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', onUnhandled).off('warning', onWarning);
  await rm(folder, { recursive: true });
  expect(unhandled.splice(0)).toEqual([]);
});

/** Expects one warning of a callback, however often it failed. */
async function warnedOf(name: string): Promise<void> {
  await expect.poll(() => warnings.length).toBeGreaterThan(0);
  expect(warnings.splice(0)).toMatchObject([
    { code: 'SLUICE_CALLBACK', message: expect.stringContaining(`'${name}'`), cause: FAILED },
  ]);
}

test('onDrift', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: 'text' });
  const operations = { get: op('GET /x', { ok: { 200: z.number() } }) };
  const reporting = apiOf(origin, operations, { drift: 'report', onDrift: rejects });
  expect([await reporting.get(), await reporting.get()]).toEqual(['text', 'text']);
  await warnedOf('onDrift');
  const throwing = apiOf(origin, operations, { drift: 'report', onDrift: throws });
  expect(await failure(throwing.get())).toBe(FAILED);
});

test('onProgress of a poll', async () => {
  const origin = await originOf();
  origin.on('/x').reply(202, { json: {} }, { first: 2 }).reply(200, { json: 'done' });
  const client = closeLater(createClient({ baseUrl: origin.url(), pool: {} }));
  const options = { method: 'GET', interval: 1 } as const;
  expect(await poll(client, '/x', { ...options, onProgress: rejects })).toBe('done');
  await warnedOf('poll.onProgress');
  origin.on('/y').reply(202, { json: {} });
  expect(await failure(poll(client, '/y', { ...options, onProgress: throws }))).toBe(FAILED);
});

test.each(['status', 'monitor', 'result'] as const)('%s of a poll', async (name) => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: 'done' });
  const client = closeLater(createClient({ baseUrl: origin.url(), pool: {} }));
  const error = await failure(poll(client, '/x', { [name]: rejects as never }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_OPTION', option: `poll.${name}` });
});

test('onProgress of a download', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: { size: 200_000 } });
  const client = closeLater(createClient({ baseUrl: origin.url(), pool: {} }));
  const path = join(folder, 'x');
  expect(await download(client, '/x', path, { onProgress: rejects })).toMatchObject({
    bytes: 200_000,
  });
  await warnedOf('download.onProgress');
  expect(await failure(download(client, '/x', path, { onProgress: throws }))).toBe(FAILED);
});

test.each(['sentinel', 'retryEvent'] as const)('%s of a stream', async (name) => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'data: 1\n\n', headers: { 'content-type': 'text/event-stream' } });
  const client = closeLater(createClient({ baseUrl: origin.url(), pool: {} }));
  const stream = events(client, '/x', { [name]: rejects as never });
  const expected = { code: 'ERR_SLUICE_OPTION', option: `options.${name}` };
  expect(await failure(stream[Symbol.asyncIterator]().next())).toMatchObject(expected);
  stream.close();
  if (name === 'retryEvent') return;
  const read = readEvents(await client.get('/x'), { sentinel: rejects as never });
  expect(await failure(read[Symbol.asyncIterator]().next())).toMatchObject(expected);
});

test('a schema', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: 1 });
  const schema = { '~standard': { version: 1, vendor: 'own', validate: rejects } } as never;
  const api = apiOf(origin, {
    read: op('GET /x', { ok: { 200: schema } }),
    send: op('POST /x', { body: schema, ok: { 200: json() } }),
  });
  expect(await failure(api.read())).toBe(FAILED);
  expect(await failure(api.send({ body: 1 }))).toBe(FAILED);
});
