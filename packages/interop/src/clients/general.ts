// Clients for any API: openapi-fetch, hey-api, ky, ofetch, Apollo and tRPC.
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient as createHeyClient, createConfig } from '@hey-api/client-fetch';
import { createTRPCClient, httpBatchStreamLink, httpLink } from '@trpc/client';
import ky from 'ky';
import { createFetch } from 'ofetch';
import createOpenApiClient from 'openapi-fetch';
import { listOf, repeat, type InteropClient, type Use } from '../client.ts';

const json = { answer: () => ({ body: '{"a":1}' }) };
const pieces = { ...json, events: ['one', 'two'], eventsType: 'text/plain' };

interface Paths {
  '/x': {
    get: { responses: { 200: { content: { 'application/json': { a: number } } } } };
    post: {
      requestBody: { content: { 'application/json': { b: string } } };
      responses: { 200: { content: { 'application/json': { a: number } } } };
    };
  };
}

const openApiOf = ({ fetch, server }: Use) => createOpenApiClient<Paths>({ baseUrl: server.url, fetch });

export const openapiFetch: InteropClient = {
  name: 'openapi-fetch',
  aborts: true,
  timesOut: false,
  api: pieces,
  async call(use, calls = 1) {
    const client = openApiOf(use);
    const { signal } = use;
    return repeat(calls, async () => {
      const { data, error, response } = await client.GET('/x', signal && { signal });
      return [data, error, response.status];
    });
  },
  async stream(use) {
    const { data } = await openApiOf(use).GET('/x', { parseAs: 'stream' });
    return new Response(data as ReadableStream).text();
  },
  async upload(use) {
    const { data } = await openApiOf(use).POST('/x', { body: { b: 'x'.repeat(70_000) } });
    return data;
  },
};

const heyOf = ({ fetch, server }: Use) => createHeyClient(createConfig({ baseUrl: server.url, fetch }));

export const heyApi: InteropClient = {
  name: '@hey-api/client-fetch',
  aborts: true,
  timesOut: false,
  api: pieces,
  async call(use, calls = 1) {
    const client = heyOf(use);
    const { signal } = use;
    return repeat(calls, async () => {
      const { data, error, response } = await client.get({ url: '/x', ...(signal && { signal }) });
      return [data, error, response.status];
    });
  },
  async stream(use) {
    const { data } = await heyOf(use).get({ url: '/x', parseAs: 'stream' });
    return new Response(data as ReadableStream).text();
  },
  async upload(use) {
    const { data } = await heyOf(use).post({
      url: '/x',
      body: { b: 'x'.repeat(70_000) },
      headers: { 'content-type': 'application/json' },
    });
    return data;
  },
};

const kyOf = ({ fetch, timeout }: Use): typeof ky =>
  ky.create({
    fetch,
    retry: { limit: 1, backoffLimit: 5 },
    ...(timeout !== undefined && { timeout, retry: 0 }),
  });

export const kyClient: InteropClient = {
  name: 'ky',
  aborts: true,
  timesOut: true,
  api: pieces,
  async call(use, calls = 1) {
    const client = kyOf(use);
    const { server, signal } = use;
    return repeat(calls, () => client(`${server.url}/x`, signal && { signal }).json());
  },
  async stream(use) {
    const response = await kyOf(use)(`${use.server.url}/x`);
    const decoder = new TextDecoder();
    return (await listOf(response.body as ReadableStream<Uint8Array>, (chunk) => decoder.decode(chunk))).join(
      '',
    );
  },
  upload: (use) =>
    kyOf(use)
      .put(`${use.server.url}/x`, { json: { b: 'x'.repeat(70_000) } })
      .json(),
};

const ofetchOf = ({ fetch, timeout }: Use) =>
  createFetch({
    fetch,
    Headers,
    AbortController,
    defaults: { retry: 1, retryDelay: 1, ...(timeout !== undefined && { timeout, retry: 0 }) },
  });

export const ofetchClient: InteropClient = {
  name: 'ofetch',
  aborts: true,
  timesOut: true,
  api: pieces,
  async call(use, calls = 1) {
    const client = ofetchOf(use);
    const { server, signal } = use;
    return repeat(calls, () => client(`${server.url}/x`, signal && { signal }));
  },
  async stream(use) {
    const body = await ofetchOf(use)(`${use.server.url}/x`, { responseType: 'stream' });
    return new Response(body).text();
  },
  upload: (use) => ofetchOf(use)(`${use.server.url}/x`, { method: 'PUT', body: new Uint8Array(70_000) }),
};

const apolloOf = ({ fetch, server }: Use): ApolloClient =>
  new ApolloClient({
    link: new HttpLink({ uri: `${server.url}/graphql`, fetch }),
    cache: new InMemoryCache(),
  });

export const apollo: InteropClient = {
  name: '@apollo/client',
  aborts: true,
  timesOut: false,
  api: { answer: () => ({ body: '{"data":{"user":{"__typename":"User","name":"Ada"}}}' }) },
  async call(use, calls = 1) {
    const client = apolloOf(use);
    const { signal } = use;
    return repeat(calls, async () => {
      const { data } = await client.query({
        query: gql`
          {
            user {
              name
            }
          }
        `,
        fetchPolicy: 'no-cache',
        ...(signal && { context: { fetchOptions: { signal } } }),
      });
      return data;
    });
  },
};

interface Caller {
  user: {
    query(input: string, options?: { signal?: AbortSignal }): Promise<unknown>;
    mutate(input: unknown): Promise<unknown>;
  };
}

const result = '{"result":{"data":{"name":"Ada"}}}';

export const trpc: InteropClient = {
  name: '@trpc/client',
  aborts: true,
  timesOut: false,
  api: {
    answer: () => ({ body: result }),
    events: ['{"0":[[0],[null,0,0]]}\n', `[0,0,[[${result}]]]\n`],
    eventsType: 'application/json',
  },
  async call({ fetch, server, signal }, calls = 1) {
    const client = createTRPCClient({
      links: [httpLink({ url: server.url, fetch: fetch as never })],
    }) as unknown as Caller;
    return repeat(calls, () => client.user.query('ada', signal && { signal }));
  },
  async stream({ fetch, server }) {
    const links = [httpBatchStreamLink({ url: server.url, fetch: fetch as never })];
    const client = createTRPCClient({ links }) as unknown as Caller;
    return client.user.query('ada');
  },
  async upload({ fetch, server }) {
    const client = createTRPCClient({
      links: [httpLink({ url: server.url, fetch: fetch as never })],
    }) as unknown as Caller;
    return client.user.mutate({ b: 'x'.repeat(70_000) });
  },
};
