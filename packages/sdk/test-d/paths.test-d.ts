// Operations of a `paths` type: every form in which `openapi-typescript` writes what is absent or optional.
import { bytes, defineApi, form, fromPaths, json, text } from '@sluice/sdk';
import type { PageRule } from '@sluice/sdk';
import { expectError, expectType } from 'tsd';
import { z } from 'zod';

interface Item {
  id: number;
}
interface Problem {
  message: string;
}

interface paths {
  '/items/{id}': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: never; header?: never; path: { id: number }; cookie?: never };
      requestBody?: never;
      responses: {
        200: { headers: { [name: string]: unknown }; content: { 'application/json': Item } };
        304: { content: never };
        404: { content: { 'application/json': Problem } };
      };
    };
    put?: never;
    delete: {
      parameters: { path: { id: number } };
      responses: { 204: { headers: { [name: string]: unknown }; content?: never } };
    };
    head: { responses: { 200: { content: {} } } };
  };
  '/items': {
    get: {
      parameters: { query: { q: string; page?: number }; header?: { 'x-tenant'?: string } };
      responses: {
        '2XX': { content: { 'application/json': Item[] } };
        default: { content: { 'application/problem+json': Problem } };
      };
    };
    post: {
      parameters: { query?: { dry?: boolean } };
      requestBody: { content: { 'application/json': { name: string } } };
      responses: {
        201: { content: { 'application/json': Item } };
        202: { content?: never };
        '4XX': { content: { 'application/json': Problem } };
      };
    };
    patch: {
      requestBody?: { content: { 'application/json': { name?: string } } };
      responses: { 200: { content: never } };
    };
  };
  '/any': {
    get: { responses: { default: { content: { 'application/json': Item } } } };
    post: {
      requestBody: { content: { 'text/plain': string } };
      responses: { 200: { content: { 'text/plain': string } } };
    };
    put: {
      requestBody: { content: { 'application/x-www-form-urlencoded': { a: number } } };
      responses: { 200: { content: { 'application/octet-stream': string } } };
    };
    delete: { responses: { 200: { content: { 'application/vnd.a+json': Item; 'text/csv': string } } } };
  };
}

declare const page: PageRule<undefined>;
const { op } = fromPaths<paths>();

const api = defineApi({
  baseUrl: 'https://api.example.com',
  operations: {
    get: op('/items/{id}', 'get'),
    remove: op('/items/{id}', 'delete'),
    head: op('/items/{id}', 'head'),
    list: op('/items', 'get', { page }),
    create: op('/items', 'post', { idempotency: 'key' }),
    patch: op('/items', 'patch'),
    any: op('/any', 'get'),
    send: op('/any', 'post'),
    sendText: op('/any', 'post', { body: text() }),
    sendForm: op('/any', 'put', { body: form(z.object({ a: z.number() })), ok: { 200: bytes() } }),
    mixed: op('/any', 'delete'),
    checked: op('/any', 'get', { ok: { 200: z.object({ id: z.string() }) }, err: { 404: json<Problem>() } }),
  },
}).connect();

expectType<Item>(await api.get({ params: { id: 1 } }));
expectType<undefined>(await api.remove({ params: { id: 1 } }));
expectType<undefined>(await api.head());
expectType<Item[]>(await api.list({ query: { q: 'x' } }));
expectType<Item | undefined>(await api.create({ body: { name: 'x' } }));
expectType<undefined>(await api.patch());
expectType<undefined>(await api.patch({ body: { name: 'x' } }));
expectType<Item>(await api.any());
expectType<string>(await api.send({ body: new Blob(['x']) }));
expectType<string>(await api.sendText({ body: 'x' }));
expectType<Uint8Array<ArrayBuffer>>(await api.sendForm({ body: { a: 1 } }));
expectType<string | Item>(await api.mixed());
expectType<{ id: string }>(await api.checked());
for await (const item of api.list({ query: { q: 'x' } })) expectType<Item>(item);

const got = await api.get({ params: { id: 1 } }).settled();
if (got.ok) expectType<200>(got.status);
else if (got.status === 404) expectType<Problem>(got.body);
else if (got.status === 304) expectType<undefined>(got.body);
else expectType<0>(got.status);

const listed = await api.list({ query: { q: 'x' }, headers: { 'x-tenant': 't' } }).settled();
if (listed.ok) {
  expectType<number>(listed.status);
  expectType<Item[]>(listed.body);
} else if ('body' in listed) expectType<Problem>(listed.body);

const created = await api.create({ body: { name: 'x' }, query: { dry: true } }).settled();
if (!created.ok && 'body' in created) expectType<Problem>(created.body);

expectError(op('/nope', 'get'));
expectError(op('/items/{id}', 'post'));
expectError(op('/items/{id}', 'put'));
expectError(op('/items/{id}', 'parameters'));
expectError(op('/items', 'get', { pages: page }));
expectError(op('/items', 'get', { page, pages: page }));
expectError(op('/items', 'get', { params: z.object({}) }));
expectError(api.get());
expectError(api.get({ params: {} }));
expectError(api.get({ params: { id: 'x' } }));
expectError(api.get({ params: { id: 1 }, query: {} }));
expectError(api.get({ params: { id: 1 }, body: {} }));
expectError(api.get({ params: { id: 1 } }).pages());
expectError(api.list());
expectError(api.list({ query: {} }));
expectError(api.list({ query: { q: 'x', per: 1 } }));
expectError(api.create({}));
expectError(api.create({ body: {} }));
expectError(api.patch({ body: { name: 1 } }));
// Text could be meant as JSON, so that it needs a kind.
expectError(api.send({ body: 'x' }));
