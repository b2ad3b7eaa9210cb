// The kinds of operations of the table of faults, with the declaration and the result of each.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  cursorPages,
  etags,
  json,
  linkPages,
  multipart,
  op,
  pollUntil,
  sse,
  stream,
  toFile,
  type Client,
} from '../../src/index.ts';
import { collect } from '../support/collect.ts';
import { FILE } from './answers.ts';

/** The longest response that the clients of the table accept. */
export const LIMIT = 200_000;

const Item = z.object({ id: z.number() });
const ok = { 200: Item };
const made = { 201: Item };
const events = sse({ data: Item, reconnect: { minDelay: 1, maxDelay: 5 }, maxEventBytes: LIMIT });
const poll = pollUntil({ interval: 1, maxInterval: 2, schema: Item });
const download = toFile({ maxBytes: LIMIT, fsync: false, retry: { minDelay: 1, maxDelay: 5 } });

export const OPERATIONS = {
  warm: op('GET /warm', { ok }),
  read: op('GET /item', { ok }),
  write: op('POST /item', { body: Item, ok: made }),
  writeKeyed: op('POST /item', { body: Item, ok: made, idempotency: 'key' }),
  pages: op('GET /items', { ok: { 200: z.array(Item) }, page: linkPages() }),
  pagesPosted: op('POST /items', {
    body: z.object({ cursor: z.number().optional() }),
    ok: { 200: z.object({ data: z.array(Item), next: z.number().nullable() }) },
    page: cursorPages({ items: 'data', next: 'next', parameter: 'cursor', in: 'body' }),
  }),
  feed: op('GET /feed', { ok: { 200: stream() }, events }),
  chat: op('POST /feed', { body: Item, ok: { 200: stream() }, events }),
  file: op('GET /file', { ok: { 200: stream() }, download }),
  upload: op('POST /upload', { body: multipart(), ok: made }),
  uploadKeyed: op('POST /upload', { body: multipart(), ok: made, idempotency: 'key' }),
  job: op('POST /job', { body: Item, ok: { 202: json() }, poll }),
  jobKeyed: op('POST /job', { body: Item, ok: { 202: json() }, poll, idempotency: 'key' }),
  copy: op('GET /copy/{state}', { ok, conditional: etags() }),
};

/** A client of the operations. */
export type Api = Client<typeof OPERATIONS>;

/** A kind of operation. */
export interface OperationKind {
  /** The method and the target of the request that has the incident. */
  readonly request: `${'GET' | 'POST'} /${string}`;
  readonly isRepeatable: boolean;
  /** Whether its answer has no body, so that nothing can happen to one. Default: false. */
  readonly isBodyless?: boolean;
  /** Done before the incident. */
  prepare?(api: Api): Promise<string>;
  /** The whole operation. */
  run(api: Api, folder: string, prepared: string | undefined): Promise<unknown>;
  readonly result: unknown;
}

const ids = (items: AsyncIterable<{ id: number }>): Promise<number[]> => collect(items, ({ id }) => id);
const form = (folder: string): object => ({
  title: 'a',
  file: { content: { file: join(folder, 'upload') } },
});

async function verdictOf(api: Api, state: string): Promise<unknown> {
  const settled = await api.copy({ params: { state } }).settled();
  if (settled.failure !== undefined) throw settled.failure.cause;
  return { body: settled.body, cache: settled.meta.cache };
}

export const KINDS: Readonly<Record<string, OperationKind>> = {
  'a read': { request: 'GET /item', isRepeatable: true, run: (api) => api.read(), result: { id: 1 } },
  'a write': {
    request: 'POST /item',
    isRepeatable: false,
    run: (api) => api.write({ body: { id: 1 } }),
    result: { id: 1 },
  },
  'a write with a key': {
    request: 'POST /item',
    isRepeatable: true,
    run: (api) => api.writeKeyed({ body: { id: 1 } }),
    result: { id: 1 },
  },
  'a walk over pages': {
    request: 'GET /items?page=2',
    isRepeatable: true,
    run: (api) => ids(api.pages()),
    result: [1, 2, 3],
  },
  'a walk whose pages are posted': {
    request: 'POST /items',
    isRepeatable: false,
    run: (api) => ids(api.pagesPosted({ body: { cursor: 3 } })),
    result: [3],
  },
  'a stream of events': {
    request: 'GET /feed',
    isRepeatable: true,
    run: (api) => collect(api.feed().events(), ({ data }) => data.id),
    result: [1, 2, 3],
  },
  'a stream of events that is posted': {
    request: 'POST /feed',
    isRepeatable: false,
    run: (api) => collect(api.chat({ body: { id: 1 } }).events(), ({ data }) => data.id),
    result: [1, 2, 3],
  },
  'a download': {
    request: 'GET /file',
    isRepeatable: true,
    run: async (api, folder) => {
      const { path } = await api.file().download(join(folder, 'file'));
      return Buffer.compare(await readFile(path), FILE);
    },
    result: 0,
  },
  'a form with a file': {
    request: 'POST /upload',
    isRepeatable: false,
    run: (api, folder) => api.upload({ body: form(folder) as never }),
    result: { id: 1 },
  },
  'a form with a file and a key': {
    request: 'POST /upload',
    isRepeatable: true,
    run: (api, folder) => api.uploadKeyed({ body: form(folder) as never }),
    result: { id: 1 },
  },
  'the start of a long operation': {
    request: 'POST /job',
    isRepeatable: false,
    run: (api) => api.job({ body: { id: 1 } }).poll(),
    result: { id: 1 },
  },
  'the start of a long operation with a key': {
    request: 'POST /job',
    isRepeatable: true,
    run: (api) => api.jobKeyed({ body: { id: 1 } }).poll(),
    result: { id: 1 },
  },
  'a status request of a long operation': {
    request: 'GET /jobs/1',
    isRepeatable: true,
    // Started before, so that the start does not meet the incident.
    prepare: async (api) => {
      const poller = api.job({ body: { id: 1 } }).poll();
      const state = await poller.serialize();
      await poller;
      return state;
    },
    run: (api, _folder, from) => api.job({ body: { id: 1 } }).poll({ from }),
    result: { id: 1 },
  },
  'a copy that is confirmed': {
    request: 'GET /copy/kept',
    isRepeatable: true,
    isBodyless: true,
    prepare: async (api) => String((await api.copy({ params: { state: 'kept' } })).id),
    run: (api) => verdictOf(api, 'kept'),
    result: { body: { id: 1 }, cache: 'revalidated' },
  },
  'a copy that has changed': {
    request: 'GET /copy/changed',
    isRepeatable: true,
    prepare: async (api) => String((await api.copy({ params: { state: 'changed' } })).id),
    run: (api) => verdictOf(api, 'changed'),
    result: { body: { id: 2 }, cache: 'miss' },
  },
};
