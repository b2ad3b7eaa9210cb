// The same API declared with three schema libraries: zod, valibot and arktype. None of them is a dependency.
import { readFileSync } from 'node:fs';
import { isOptionError, isSchemaError } from '@sluice/core';
import { caCertificate } from '@sluice/fixtures';
import { type } from 'arktype';
import { undiciTransport } from 'sluice';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { op } from '../../src/index.ts';
import { apiOf, failure, originOf } from '../setup.ts';

const byZod = {
  get: op('GET /teams/{team}/users/{id}', {
    params: z.object({ team: z.string().min(2), id: z.number().int() }),
    query: z.object({ fields: z.array(z.string()).optional() }),
    headerParams: z.object({ 'x-tenant': z.string() }),
    ok: { 200: z.object({ id: z.number(), born: z.string().transform((text) => new Date(text)) }) },
    err: { 404: z.object({ message: z.string() }) },
  }),
  create: op('POST /users', {
    body: z.object({ name: z.string(), age: z.number().default(1) }),
    ok: { 201: z.object({ id: z.number() }) },
  }),
};

const byValibot = {
  get: op('GET /teams/{team}/users/{id}', {
    params: v.object({ team: v.pipe(v.string(), v.minLength(2)), id: v.pipe(v.number(), v.integer()) }),
    query: v.object({ fields: v.optional(v.array(v.string())) }),
    headerParams: v.object({ 'x-tenant': v.string() }),
    ok: {
      200: v.object({
        id: v.number(),
        born: v.pipe(
          v.string(),
          v.transform((text) => new Date(text)),
        ),
      }),
    },
    err: { 404: v.object({ message: v.string() }) },
  }),
  create: op('POST /users', {
    body: v.object({ name: v.string(), age: v.optional(v.number(), 1) }),
    ok: { 201: v.object({ id: v.number() }) },
  }),
};

const byArktype = {
  get: op('GET /teams/{team}/users/{id}', {
    params: type({ team: 'string >= 2', id: 'number.integer' }),
    query: type({ 'fields?': 'string[]' }),
    headerParams: type({ 'x-tenant': 'string' }),
    ok: { 200: type({ id: 'number', born: type('string').pipe((text) => new Date(text)) }) },
    err: { 404: type({ message: 'string' }) },
  }),
  create: op('POST /users', {
    body: type({ name: 'string', age: 'number = 1' }),
    ok: { 201: type({ id: 'number' }) },
  }),
};

/** The calls are written once: the types of the three contracts are the same. */
type Contract = typeof byZod;
const CONTRACTS: readonly (readonly [string, Contract])[] = [
  ['zod', byZod],
  ['valibot', byValibot],
  ['arktype', byArktype],
];

const at = { params: { team: 'ab', id: 7 }, headers: { 'x-tenant': 't1' } };

describe.each(CONTRACTS)('with %s', (_name, operations) => {
  async function setUp() {
    const origin = await originOf({ tls: true });
    const transport = undiciTransport({ pool: {}, tls: { ca: caCertificate } });
    return { origin, api: apiOf(origin, operations, { transport }) };
  }

  test('an answer has the output type of its schema', async () => {
    const { origin, api } = await setUp();
    origin.on('GET /teams/ab/users/7').reply(200, { json: { id: 7, born: '1815-12-10' } });
    const user = await api.get({ ...at, query: { fields: ['id', 'born'] } });
    expect(user).toEqual({ id: 7, born: new Date('1815-12-10') });
    const [seen] = origin.seen();
    expect(seen?.target).toBe('/teams/ab/users/7?fields=id&fields=born');
    expect(seen?.header('x-tenant')).toBe('t1');
  });

  test('a body is sent as the output of its schema', async () => {
    const { origin, api } = await setUp();
    origin.on('POST /users').reply(201, { json: { id: 8 } });
    expect(await api.create({ body: { name: 'Ada' } })).toEqual({ id: 8 });
    expect(origin.seen()[0]?.json()).toEqual({ name: 'Ada', age: 1 });
  });

  test('an error body is typed by its status', async () => {
    const { origin, api } = await setUp();
    origin.on('GET /teams/ab/users/7').reply(404, { json: { message: 'gone' } });
    const settled = await api.get(at).settled();
    expect(settled).toMatchObject({ ok: false, status: 404, body: { message: 'gone' } });
  });

  test.each([
    ['params', { ...at, params: { team: 'ab', id: 1.5 } }],
    ['params', { ...at, params: { team: 'a', id: 1 } }],
    ['query', { ...at, query: { fields: 'id' } }],
    ['headers', { ...at, headers: { 'x-tenant': 5 } }],
  ])('wrong %s are refused before anything is sent', async (part, input) => {
    const { origin, api } = await setUp();
    const error = await failure(api.get(input as never));
    expect(isOptionError(error) && error.option).toBe(part);
    expect(origin.stats().requests).toBe(0);
  });

  test('an answer that differs from its schema fails the call, and says where', async () => {
    const { origin, api } = await setUp();
    origin.on('GET /teams/ab/users/7').reply(200, { json: { id: '7', born: '1815-12-10' } });
    const error = await failure(api.get(at));
    expect(isSchemaError(error) && error.message).toMatch(/the body does not match its schema at id/);
  });
});

test('no library of schemas is a dependency of the package', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { dependencies } = JSON.parse(text) as { dependencies: object };
  for (const name of ['zod', 'valibot', 'arktype']) expect(dependencies).not.toHaveProperty(name);
});
