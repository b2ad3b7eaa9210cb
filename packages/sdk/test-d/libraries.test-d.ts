// Operations declared by hand with valibot and arktype; declared.test-d.ts has the same with zod.
import { defineApi, linkPages, op } from '@sluice/sdk';
import { type } from 'arktype';
import { expectError, expectType } from 'tsd';
import * as v from 'valibot';

interface User {
  id: number;
  born: Date;
}

// valibot.
const ValibotUser = v.object({
  id: v.number(),
  born: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  ),
});
const valibot = defineApi({
  baseUrl: 'https://api.example.com',
  operations: {
    get: op('GET /users/{id}', {
      params: v.object({ id: v.number() }),
      query: v.object({ dry: v.optional(v.boolean()) }),
      ok: { 200: ValibotUser },
      err: { 404: v.object({ message: v.string() }), 409: v.object({ by: v.string() }) },
    }),
    create: op('POST /users', {
      body: v.object({ name: v.string(), age: v.optional(v.number(), 1) }),
      ok: { 201: ValibotUser },
    }),
    list: op('GET /users', { ok: { 200: v.array(ValibotUser) }, page: linkPages() }),
  },
}).connect();

expectType<User>(await valibot.get({ params: { id: 1 }, query: { dry: true } }));
expectType<User>(await valibot.create({ body: { name: 'x' } }));
for await (const user of valibot.list()) expectType<User>(user);
const byValibot = await valibot.get({ params: { id: 1 } }).settled();
if (!byValibot.ok && byValibot.status === 404) expectType<{ message: string }>(byValibot.body);
if (!byValibot.ok && byValibot.status === 409) expectType<{ by: string }>(byValibot.body);
expectError(valibot.get());
expectError(valibot.get({ params: {} }));
expectError(valibot.get({ params: { id: '1' } }));
expectError(valibot.get({ params: { id: 1 }, query: { dry: 'yes' } }));
expectError(valibot.get({ params: { id: 1 }, query: { more: 1 } }));
expectError(valibot.create({ body: { name: 1 } }));
expectError(valibot.create({ body: {} }));
expectError(valibot.create({ body: { name: 'x', more: 1 } }));
expectError(valibot.create({ body: { name: 'x' } }).pages());

// arktype.
const ArkUser = type({ id: 'number', born: type('string').pipe((text) => new Date(text)) });
const arktype = defineApi({
  baseUrl: 'https://api.example.com',
  operations: {
    get: op('GET /users/{id}', {
      params: type({ id: 'number' }),
      query: type({ 'dry?': 'boolean' }),
      ok: { 200: ArkUser },
      err: { 404: type({ message: 'string' }), 409: type({ by: 'string' }) },
    }),
    create: op('POST /users', {
      body: type({ name: 'string', age: 'number = 1' }),
      ok: { 201: ArkUser },
    }),
    list: op('GET /users', { ok: { 200: ArkUser.array() }, page: linkPages() }),
  },
}).connect();

expectType<User>(await arktype.get({ params: { id: 1 }, query: { dry: true } }));
expectType<User>(await arktype.create({ body: { name: 'x' } }));
for await (const user of arktype.list()) expectType<User>(user);
const byArktype = await arktype.get({ params: { id: 1 } }).settled();
if (!byArktype.ok && byArktype.status === 404) expectType<{ message: string }>(byArktype.body);
if (!byArktype.ok && byArktype.status === 409) expectType<{ by: string }>(byArktype.body);
expectError(arktype.get());
expectError(arktype.get({ params: {} }));
expectError(arktype.get({ params: { id: '1' } }));
expectError(arktype.get({ params: { id: 1 }, query: { dry: 'yes' } }));
expectError(arktype.get({ params: { id: 1 }, query: { more: 1 } }));
expectError(arktype.create({ body: { name: 1 } }));
expectError(arktype.create({ body: {} }));
expectError(arktype.create({ body: { name: 'x', more: 1 } }));
expectError(arktype.create({ body: { name: 'x' } }).pages());
