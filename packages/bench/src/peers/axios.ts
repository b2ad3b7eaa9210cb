// The peer axios, with axios-retry.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Client, Peer } from './peer.ts';
import { destroyAgents, nodeAgents } from './node-agents.ts';
import { delayOf } from './retry-settings.ts';

export const axiosPeer: Peer = {
  name: 'axios',
  title: 'axios + axios-retry',
  packages: ['axios', 'axios-retry'],
  loads: ['axios', 'axios-retry'],
  firstCall: `import axios from 'axios'; import retry from 'axios-retry'; retry(axios); await axios.get(url)`,
  settings:
    'http.Agent with keepAlive and maxSockets; axios-retry with retries and retryDelay (own: exponentialDelay); maxRedirects 0',
  retries: true,
  http2: false,
  decodes: true,
  tasks: ['json', 'post', 'bytes', 'stream', 'upload', 'uploadFile', 'unread', 'abortable'],
  async open(setup): Promise<Client> {
    const [{ default: axios }, { default: axiosRetry, exponentialDelay }] = await Promise.all([
      import('axios'),
      import('axios-retry'),
    ]);
    const agents = nodeAgents(setup);
    // Without `maxRedirects: 0`, axios sends uploads through follow-redirects, which buffers them.
    const client = axios.create({ httpAgent: agents.http, httpsAgent: agents.https, maxRedirects: 0 });
    const { retry } = setup;
    axiosRetry(client, {
      retries: retry.retries,
      // axios-retry's formula doubles the given delay before the first retry.
      retryDelay: (count, error) =>
        retry.delays === 'own' ? exponentialDelay(count, error, retry.minDelay / 2) : delayOf(retry, count),
    });
    const bytesType = { 'content-type': 'application/octet-stream' };
    return {
      json: async (url) => (await client.get<unknown>(url)).data,
      abortable: async (url, signal) => (await client.get<unknown>(url, { signal })).data,
      post: async (url, value) => (await client.post<unknown>(url, value)).data,
      bytes: async (url) => (await client.get<Buffer>(url, { responseType: 'arraybuffer' })).data,
      async stream(url, onChunk) {
        const { data } = await client.get<Readable>(url, { responseType: 'stream' });
        for await (const chunk of data) onChunk(chunk as Uint8Array);
      },
      upload: async (url, body) => (await client.post<unknown>(url, body, { headers: bytesType })).data,
      uploadFile: async (url, file, size) =>
        (
          await client.post<unknown>(url, createReadStream(file), {
            headers: { ...bytesType, 'content-length': size },
          })
        ).data,
      unread: (url) => client.get(url, { responseType: 'stream' }),
      async close() {
        destroyAgents(agents);
      },
    };
  },
};
