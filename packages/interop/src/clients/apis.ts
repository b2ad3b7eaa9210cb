// The SDKs of Stripe, GitHub, AWS S3 and Supabase.
import { AsyncLocalStorage } from 'node:async_hooks';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { FetchHttpHandler } from '@smithy/fetch-http-handler';
import { createClient } from '@supabase/supabase-js';
import { Stripe } from 'stripe';
import { repeat, type InteropClient, type Use } from '../client.ts';

const stripeOf = ({ fetch, server, timeout }: Use): Stripe =>
  new Stripe('sk_test', {
    httpClient: Stripe.createFetchHttpClient(fetch),
    host: '127.0.0.1',
    port: server.port,
    protocol: server.scheme,
    maxNetworkRetries: timeout === undefined ? 1 : 0,
    telemetry: false,
    ...(timeout !== undefined && { timeout }),
  });

export const stripe: InteropClient = {
  name: 'stripe',
  aborts: false,
  timesOut: true,
  api: { answer: () => ({ body: '{"id":"cus_1","object":"customer"}' }) },
  async call(use, calls = 1) {
    const client = stripeOf(use);
    return repeat(calls, async () => (await client.customers.create({ name: 'Ada' })).id);
  },
};

const GitHub = Octokit.plugin(retry, throttling, paginateRest);

const octokitOf = ({ fetch, server }: Use): InstanceType<typeof GitHub> =>
  new GitHub({
    baseUrl: server.url,
    request: { fetch },
    retry: { retryAfterBaseValue: 1 },
    // The plugin delays the writes of all instances with the same id.
    throttle: { id: server.url, onRateLimit: () => false, onSecondaryRateLimit: () => false },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });

export const octokit: InteropClient = {
  name: '@octokit/core with its plugins',
  aborts: true,
  timesOut: false,
  api: {
    answer: ({ url }) => ({ body: url?.startsWith('/items') ? '[{"id":1},{"id":2}]' : '{"login":"ada"}' }),
  },
  async call(use, calls = 1) {
    const client = octokitOf(use);
    const { signal } = use;
    return repeat(calls, async () => {
      const { data } = await client.request('GET /user', signal && { request: { signal } });
      return [data.login, await client.paginate('GET /items')];
    });
  },
  async upload(use) {
    const { status } = await octokitOf(use).request('POST /assets', {
      data: Buffer.alloc(70_000, 'x'),
      headers: { 'content-type': 'application/octet-stream', 'content-length': 70_000 },
    });
    return status;
  },
};

const builtIn = globalThis.fetch;
const fetchOfCall = new AsyncLocalStorage<typeof globalThis.fetch>();

/** Replaces the global fetch for one call: the handler has no option for a fetch function. Other calls may run meanwhile. */
function withGlobalFetch<Value>({ fetch }: Use, run: () => Promise<Value>): Promise<Value> {
  globalThis.fetch = (...args) => (fetchOfCall.getStore() ?? builtIn)(...args);
  return fetchOfCall.run(fetch, run);
}

const s3Of = ({ server, timeout }: Use): S3Client =>
  new S3Client({
    region: 'eu-west-1',
    endpoint: server.url,
    forcePathStyle: true,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: timeout === undefined ? 2 : 1,
    requestHandler: new FetchHttpHandler(timeout === undefined ? {} : { requestTimeout: timeout }),
  });

export const s3: InteropClient = {
  name: '@aws-sdk/client-s3 with the fetch handler',
  aborts: true,
  timesOut: true,
  api: {
    // S3 refuses an upload of unknown length.
    answer: ({ method, headers }) =>
      method === 'PUT' && headers['content-length'] === undefined
        ? {
            status: 411,
            body: '<Error><Code>MissingContentLength</Code></Error>',
            headers: { 'content-type': 'application/xml' },
          }
        : { body: method === 'PUT' ? '' : 'object', headers: { etag: '"1"' } },
    events: ['o', 'bject'],
    eventsType: 'text/plain',
  },
  call: (use, calls = 1) =>
    withGlobalFetch(use, async () => {
      const client = s3Of(use);
      const { signal } = use;
      return repeat(calls, async () => {
        const made = await client.send(
          new GetObjectCommand({ Bucket: 'b', Key: 'k' }),
          signal && { abortSignal: signal },
        );
        return made.Body?.transformToString();
      });
    }),
  stream: (use) =>
    withGlobalFetch(use, async () => {
      const made = await s3Of(use).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
      return new Response(made.Body?.transformToWebStream() as ReadableStream).text();
    }),
  upload: (use) =>
    withGlobalFetch(use, async () => {
      const made = await s3Of(use).send(
        new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: Buffer.alloc(300_000, 'x') }),
      );
      return made.ETag;
    }),
};

export const supabase: InteropClient = {
  name: '@supabase/supabase-js',
  aborts: true,
  timesOut: false,
  api: {
    answer: ({ url }) => ({ body: url?.includes('/storage/') ? '{"Id":"1","Key":"b/p"}' : '[{"id":1}]' }),
  },
  async call({ fetch, server, signal }, calls = 1) {
    const client = createClient(server.url, 'key', {
      global: { fetch },
      auth: { persistSession: false, autoRefreshToken: false },
    });
    return repeat(calls, async () => {
      const query = client.from('t').select();
      const { data, error, status } = await (signal === undefined ? query : query.abortSignal(signal));
      return { data, status, error: error?.message.replace(/\d{4,5}/g, 'N') };
    });
  },
  async upload({ fetch, server }) {
    const client = createClient(server.url, 'key', {
      global: { fetch },
      auth: { persistSession: false, autoRefreshToken: false },
    });
    const { data, error } = await client.storage.from('b').upload('p', new Blob(['content']));
    return { data, error: error?.message };
  },
};
