import { createClient } from 'sluice';
import type { HttpHeaders } from '@sluice/core';
import {
  cacheVerdictOf,
  conditional,
  etags,
  type ConditionalCallOptions,
  download,
  isDownloadError,
  isOperationError,
  json,
  multipartBody,
  op,
  defineApi,
  poll,
  pollUntil,
  stream,
  toFile,
  type DownloadResult,
  type Poller,
} from '@sluice/sdk';
import { expectAssignable, expectError, expectType } from 'tsd';

const client = createClient();

expectType<Promise<DownloadResult>>(
  download(client, '/x', 'x', { checksum: { sha256: 'a' }, call: { query: { a: 1 } } }),
);
expectError(download(client, '/x', 'x', { checksum: { sha1: 'a' } }));
expectError(download(client, '/x', 'x', { call: { json: {} } }));
expectError(download(client, '/x', 'x', { call: { timeout: { total: 5 } } }));
expectError(download(client, '/x'));

client.post('/x', {
  body: multipartBody({
    a: 1,
    b: ['x', new Blob([])],
    c: { file: 'path' },
    d: { content: () => 'x', length: 1 },
  }),
});
expectError(multipartBody({ a: { b: 1 } }));
expectError(multipartBody({ a: new FormData() }));

const poller = poll<{ rows: number }>(client, '/x', { call: { json: {} } });
expectType<Poller<{ rows: number }>>(poller);
expectType<Promise<string>>(poller.serialize());
expectAssignable<Promise<{ rows: number }>>(poller);
poll(client, '/x', {
  status: ({ status, headers, body }) => {
    expectType<number>(status);
    expectType<HttpHeaders>(headers);
    expectType<unknown>(body);
    return 'pending';
  },
});
expectError(poll(client, '/x', { status: () => 'running' }));
expectError(poll(client, '/x', { intervall: 5 }));

const api = defineApi({
  baseUrl: 'https://api.example.com',
  operations: {
    file: op('GET /file', { ok: { 200: stream() }, download: toFile({ fsync: false }) }),
    plain: op('POST /plain', { ok: { 200: json() } }),
    long: op('POST /long', { ok: { 202: json() }, poll: pollUntil<{ rows: number }>() }),
  },
}).connect();
expectType<Poller<{ rows: number }>>(api.long().poll({ from: 'state' }));
expectError(api.long().poll({ form: 'state' }));
expectError(api.plain().poll());
expectType<Promise<DownloadResult>>(api.file().download('path', { checksum: { md5: 'a' } }));
expectError(api.file().download());
expectError(api.file().download('path', { call: {} }));
expectError(api.plain().download('path'));
expectError(toFile({ checksum: { md5: 'a' } }));

expectType<'miss' | 'revalidated' | 'bypass' | undefined>(cacheVerdictOf(await client.get('/x')));
const caching = createClient({ plugins: [conditional({ maxEntries: 10 })] });
caching.get('/x', { conditional: false });
expectError(caching.get('/x', { conditional: 'no' }));
expectError(client.get('/x', { conditional: false }));
expectError(conditional({ maxAge: 5 }));
expectAssignable<ConditionalCallOptions>({ conditional: true });
op('GET /x', { ok: { 200: json() }, conditional: etags({ maxBytes: 1_000 }) });
expectError(op('GET /x', { ok: { 200: json() }, conditional: true }));

declare const error: unknown;
if (isDownloadError(error)) expectType<number | undefined>(error.total);
if (isOperationError(error)) expectType<unknown>(error.body);
