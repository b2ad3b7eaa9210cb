// Operations declared by hand: arguments, results by status, and what must not compile.
import type { HttpResponse } from '@sluice/core';
import { bytes, defineApi, empty, file, form, json, multipart, op, stream, text } from '@sluice/sdk';
import type { Client, Failure, Meta, PageRule, Page, EventRule, PollRule } from '@sluice/sdk';
import { createClient, bearer } from 'sluice';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import { z } from 'zod';

const User = z.object({ id: z.number(), born: z.string().transform((text) => new Date(text)) });
const Problem = z.object({ message: z.string() });
const Taken = z.object({ by: z.string() });

declare const bare: PageRule<undefined>;
declare const inData: PageRule<'result.data'>;
declare const events: EventRule<{ readonly data: string }>;
declare const poll: PollRule<{ readonly done: true }>;

const api = defineApi({
  baseUrl: 'https://api.example.com',
  plugins: [bearer({ token: 't' })],
  retry: 3,
  operations: {
    get: op('GET /teams/{team}/users/{id}', { ok: { 200: User }, err: { 404: Problem, 409: Taken } }),
    create: op('POST /users', {
      query: z.object({ dry: z.boolean() }),
      body: z.object({ name: z.string(), age: z.number().default(1) }),
      ok: { 201: User, 202: empty() },
      err: { '4XX': Problem, '5XX': json<{ trace: string }>(), default: text() },
    }),
    typed: op('GET /typed/{a}/{+rest}', {
      params: z.object({ a: z.number(), rest: z.string() }),
      ok: { 200: json<number>() },
    }),
    ping: op('GET /ping', { query: z.object({ at: z.string().optional() }), ok: { 204: empty() } }),
    list: op('GET /users', { ok: { 200: z.array(User) }, page: bare }),
    nested: op('GET /nested', {
      ok: { 200: z.object({ result: z.object({ data: z.array(z.object({ n: z.number() })) }) }) },
      page: inData,
    }),
    chat: op('POST /chat', { body: z.object({ q: z.string() }), ok: { 200: json<string>() }, events }),
    job: op('POST /job', { ok: { 202: json<string>() }, poll }),
    file: op('GET /file', { ok: { 200: bytes() } }),
    live: op('GET /live', { ok: { 200: stream() } }),
    named: op('GET /named', { headerParams: z.object({ 'x-tenant': z.string() }), ok: { 200: empty() } }),
    upload: op('POST /upload', { body: file(), ok: { 204: empty() } }),
    many: op('POST /many', { body: multipart(), ok: { 204: empty() } }),
    fields: op('POST /fields', { body: form(z.object({ a: z.number() })), ok: { 204: empty() } }),
    plain: op('PUT /plain', { body: text(), ok: { 204: empty() } }),
  },
}).connect();

// Results.
type UserOut = { id: number; born: Date };
const call = api.get({ params: { team: 'a', id: 1 } });
expectType<UserOut>(await call);
expectAssignable<Promise<UserOut>>(call);
expectType<HttpResponse>(await call.response());
expectType<Request>(await call.request());
expectType<UserOut | undefined>(await api.create({ query: { dry: true }, body: { name: 'x' } }));
expectType<number>(await api.typed({ params: { a: 1, rest: 'b/c' } }));
expectType<undefined>(await api.ping());
expectType<undefined>(await api.ping({ query: { at: 'x' } }));
expectType<Uint8Array<ArrayBuffer>>(await api.file());
expectType<ReadableStream<Uint8Array>>(await api.live());

// Outcomes by status.
const settled = await call.settled();
expectType<Meta>(settled.meta);
if (settled.ok) {
  expectType<200>(settled.status);
  expectType<UserOut>(settled.body);
} else if (settled.status === 404) {
  expectType<{ message: string }>(settled.body);
} else if (settled.status === 409) {
  expectType<{ by: string }>(settled.body);
} else {
  expectType<0>(settled.status);
  expectType<Failure>(settled.failure);
  expectType<'before-send' | 'sent' | 'head' | 'body'>(settled.failure.phase);
  expectError(settled.body);
}
const created = await api.create({ query: { dry: true }, body: { name: 'x' } }).settled();
if (created.ok) {
  expectType<201 | 202>(created.status);
  if (created.status === 201) expectType<UserOut>(created.body);
  else expectType<undefined>(created.body);
} else if (created.failure === undefined) {
  expectType<number>(created.status);
  expectType<{ message: string } | { trace: string } | string>(created.body);
}
const undeclared = await api.ping().settled();
if (!undeclared.ok && !undeclared.failure) expectType<unknown>(undeclared.body);

// Pages, events, polls.
for await (const user of api.list()) expectType<UserOut>(user);
for await (const page of api.list().pages({ max: 2 })) expectType<Page<UserOut>>(page);
for await (const item of api.nested()) expectType<{ n: number }>(item);
for await (const event of api.chat({ body: { q: 'x' } }).events())
  expectType<{ readonly data: string }>(event);
expectError(api.get({ params: { team: 'a', id: 1 } }).pages());
expectError(api.chat({ body: { q: 'x' } }).pages());
expectError(api.get({ params: { team: 'a', id: 1 } }).events());
expectError(api.list().events());
expectError(api.list().poll());
expectNotAssignable<AsyncIterable<unknown>>(api.get({ params: { team: 'a', id: 1 } }));

// Wrong arguments.
expectError(api.get());
expectError(api.get({}));
expectError(api.get({ params: { team: 'a' } }));
expectError(api.get({ params: { team: 'a', id: 1, more: 1 } }));
expectError(api.get({ params: { team: 'a', id: null } }));
expectError(api.get({ params: { team: 'a', id: 1 }, query: {} }));
expectError(api.get({ params: { team: 'a', id: 1 }, body: {} }));
expectError(api.get({ params: { team: 'a', id: 1 }, parms: {} }));
expectError(api.typed({ params: { a: '1', rest: 'b' } }));
expectError(api.create({ query: { dry: true } }));
expectError(api.create({ body: { name: 'x' } }));
expectError(api.create({ query: { dry: 'yes' }, body: { name: 'x' } }));
expectError(api.create({ query: { dry: true }, body: { name: 1 } }));
expectError(api.create({ query: { dry: true }, body: { name: 'x', more: 1 } }));
expectError(api.named());
expectError(api.named({ headers: {} }));
expectType<undefined>(await api.named({ headers: { 'x-tenant': 't' } }));
expectError(api.plain({ body: 5 }));
expectError(api.fields({ body: { a: 'x' } }));
expectError(api.upload({ body: { path: 'x' } }));
api.upload({ body: { file: 'x' } });
api.upload({ body: () => ({ file: 'x' }) });
api.many({ body: { a: 1, f: new Blob([]) } });
api.many({ body: new FormData() });
expectError(api.many({ body: { a: { nested: 1 } } }));
expectError(api.missing());

// Options of a call.
const { signal } = new AbortController();
api.ping(
  {},
  {
    signal,
    timeout: 1,
    deadline: false,
    retry: 2,
    idempotencyKey: 'k',
    headers: { a: null, b: 'c' },
    tags: { a: 'b' },
  },
);
api.ping({}, { timeout: { connect: 5 }, retry: { maxRetries: 1 }, client: { gate: { priority: 1 } } });
expectError(api.ping({}, { timout: 1 }));
expectError(api.ping({}, { timeout: { total: 1 } }));
expectError(api.ping({}, { headers: { a: 1 } }));
expectError(api.ping({}, { tags: { a: 1 } }));
expectError(api.ping({ signal }));

// Declarations.
expectError(op('FETCH /x', { ok: { 200: User } }));
expectError(op('GET x', { ok: { 200: User } }));
expectError(op('GET /x', {}));
expectError(op('GET /x', { body: User, ok: { 200: User } }));
expectError(op('GET /x', { ok: { 200: { id: 'number' } } }));
expectError(op('GET /x', { ok: { 200: User }, idempotency: 'maybe' }));
expectError(op('GET /x', { ok: { 200: User }, idempotent: 'key' }));
expectError(op('GET /x', { ok: { 200: User }, err: { 404: 'x' } }));
expectError(op('GET /x', { ok: { 200: User }, auth: 'basic' }));
expectError(op('GET /x', { ok: { 200: User }, page: 'link' }));
expectError(op('GET /x', { ok: { 200: User }, secret: { query: ['x'] } }));
expectError(defineApi({ operations: { a: 1 } }));
expectError(defineApi({ baseUrl: 'http://h.test' }));
expectError(defineApi({ operations: {}, drift: 'maybe' }));

// Clients.
const client = createClient({ plugins: [bearer({ token: 't' })] });
const def = defineApi({ operations: { ping: op('GET /ping', { ok: { 204: empty() } }) } });
def.connect({ client, anonymous: { throwHttpErrors: true } });
expectError(def.connect({ client: {} }));
expectError(def.connect({ bseUrl: 'x' }));
expectType<Promise<void>>(def.connect({ baseUrl: 'http://h.test' }).$close());

// An interface of the API, so that editors and declaration files print its name.
const operations = { ping: op('GET /ping', { ok: { 204: empty() } }) };
interface Pings extends Client<typeof operations> {}
const pings: Pings = defineApi({ baseUrl: 'http://h.test', operations }).connect();
expectType<undefined>(await pings.ping());
expectType<Promise<void>>(pings.$close());
