import {
  cursorPages,
  defineApi,
  events,
  jsonLines,
  linkPages,
  ndjson,
  numberedPages,
  op,
  paginate,
  readEvents,
  readJsonLines,
  sse,
  stream,
  type EventStream,
  type JsonLines,
  type Page,
  type Pages,
  type ServerSentEvent,
} from '@sluice/sdk';
import { createClient as createCoreClient, type HttpResponse, type StandardSchema } from '@sluice/core';
import { undiciTransport } from '@sluice/undici';
import { bearer, createClient } from 'sluice';
import { expectError, expectType } from 'tsd';
import { z } from 'zod';

const api = createClient({ plugins: [bearer({ token: 'x' })] });
const core = createCoreClient({ transport: undiciTransport() });
declare const response: HttpResponse;
interface User {
  readonly id: number;
}
declare const schema: StandardSchema<unknown, User>;

// Events: the type of the data follows from the format.
expectType<EventStream<ServerSentEvent>>(readEvents(response));
expectType<EventStream<ServerSentEvent>>(readEvents(response, { idleTimeout: 5 }));
expectType<EventStream<ServerSentEvent<unknown>>>(readEvents(response, { data: 'json' }));
expectType<EventStream<ServerSentEvent<User>>>(readEvents(response, { data: schema }));
expectType<EventStream<ServerSentEvent<{ a: string }>>>(
  events(api, '/', { data: z.object({ a: z.string() }) }),
);
expectType<EventStream<ServerSentEvent>>(events(core, '/'));
expectType<EventStream<ServerSentEvent<User>>>(
  events(api, '/', { method: 'POST', json: {}, bearer: false, timeout: 5, data: schema, reconnect: false }),
);
for await (const event of events(api, '/', { data: schema })) {
  expectType<ServerSentEvent<User>>(event);
  expectType<number>(event.data.id);
}
for await (const event of events(api, '/', {
  data: { delta: z.object({ text: z.string() }), done: schema },
})) {
  expectType<'delta' | 'done'>(event.type);
  if (event.type === 'delta') expectType<string>(event.data.text);
  else expectType<ServerSentEvent<User, 'done'>>(event);
}
expectError(readEvents(response, { data: 'xml' }));
expectError(readEvents(response, { data: { delta: 5 } }));
expectError(readEvents(response, { reconnect: {} }));
expectError(readEvents(response, { idletimeout: 5 }));
expectError(events(api, '/', { reconnect: { retries: 5 } }));
expectError(events(api, '/', { unknown: 5 }));
// An option of a plugin that the client does not have.
expectError(events(core, '/', { retry: 5 }));
expectError(events(core, '/', { bearer: false }));
expectError(events('/feed'));

// JSON lines.
expectType<JsonLines<unknown>>(readJsonLines(response));
expectType<JsonLines<User>>(readJsonLines<User>(response));
expectType<JsonLines<User>>(jsonLines(api, '/', { schema, query: { a: 1 } }));
expectError(jsonLines(api, '/', { reconnect: {} }));

// Pages: the type of an item is named, or follows from the schema.
expectType<Pages<unknown>>(paginate(api, '/', { page: linkPages() }));
expectType<Pages<User>>(paginate<User>(api, '/', { page: linkPages({ items: 'data' }), prefetch: 1 }));
expectType<Pages<User>>(paginate<User>(createClient(), '/', { page: linkPages() }));
expectType<Pages<User>>(paginate(api, '/', { page: numberedPages(), item: schema, bearer: false }));
expectType<Pages<User>>(paginate(core, '/', { page: linkPages(), item: schema }));
for await (const page of paginate(api, '/', { page: linkPages(), item: schema }).pages({ max: 1 })) {
  expectType<Page<User>>(page);
  expectType<string | undefined>(page.next);
}
expectError(paginate(api, '/', {}));
expectError(paginate(api, '/', { page: 'link' }));
expectError(paginate(api, '/', { page: linkPages(), perPage: 5 }));
expectError(paginate(core, '/', { page: linkPages(), retry: 5 }));
expectError(linkPages({ rel: 'next' }));
expectError(linkPages({ items: 5 }));
expectError(cursorPages({ next: 'x' }));
expectError(cursorPages({ next: 'x', parameter: 'y', in: 'header' }));
expectError(numberedPages({ size: '5' }));

// Declared: `pages()` and `events()` only where they are declared.
const User = z.object({ id: z.number() });
const declared = defineApi({
  operations: {
    array: op('GET /array', { ok: { 200: z.array(User) }, page: linkPages() }),
    nested: op('GET /nested', {
      ok: { 200: z.object({ data: z.object({ items: z.array(z.string()) }) }) },
      page: cursorPages({ items: 'data.items', next: 'next', parameter: 'c' }),
    }),
    plain: op('GET /plain', { ok: { 200: User } }),
    feed: op('GET /feed', { ok: { 200: stream() }, events: sse({ data: User }) }),
    typed: op('GET /typed', { ok: { 200: stream() }, events: sse({ data: { a: User, b: z.string() } }) }),
    text: op('GET /text', { ok: { 200: stream() }, events: sse() }),
    rows: op('GET /rows', { ok: { 200: stream() }, events: ndjson({ schema: User }) }),
  },
}).connect({ baseUrl: 'https://a.test' });

for await (const user of declared.array()) expectType<{ id: number }>(user);
for await (const page of declared.array().pages({ from: 'x', max: 1, prefetch: 1 }))
  expectType<Page<{ id: number }>>(page);
for await (const item of declared.nested()) expectType<string>(item);
for await (const event of declared.feed().events({ lastEventId: '5' })) {
  expectType<ServerSentEvent<{ id: number }>>(event);
}
for await (const event of declared.text().events()) expectType<ServerSentEvent<string>>(event);
for await (const event of declared.typed().events()) {
  if (event.type === 'a') expectType<{ id: number }>(event.data);
  else expectType<string>(event.data);
}
for await (const row of declared.rows().events()) expectType<{ id: number }>(row);
expectError(declared.plain().pages());
expectError(declared.plain().events());
expectError(declared.array().events());
expectError(declared.feed().pages());
expectError(declared.array().pages({ size: 5 }));
expectError(declared.feed().events({ last: '5' }));
expectError(sse({ deadline: 5 }));
expectError(sse({ lastEventId: '5' }));
expectError(op('GET /x', { ok: { 200: User }, page: sse() }));
expectError(op('GET /x', { ok: { 200: User }, events: linkPages() }));
