// The peer node-fetch.
import { createReadStream } from 'node:fs';
import { checked } from './fetch-client.ts';
import type { Client, Peer } from './peer.ts';
import { destroyAgents, nodeAgents } from './node-agents.ts';

export const nodeFetchPeer: Peer = {
  name: 'node-fetch',
  title: 'node-fetch',
  packages: ['node-fetch'],
  loads: ['node-fetch'],
  firstCall: `import fetch from 'node-fetch'; await (await fetch(url)).json()`,
  settings: 'http.Agent with keepAlive and maxSockets',
  retries: false,
  http2: false,
  decodes: true,
  tasks: ['json', 'post', 'bytes', 'stream', 'upload', 'uploadFile', 'unread', 'abortable'],
  async open(setup): Promise<Client> {
    const { default: fetch } = await import('node-fetch');
    const agents = nodeAgents(setup);
    const agent = ({ protocol }: URL) => (protocol === 'http:' ? agents.http : agents.https);
    const post = async (
      url: string,
      body: string | Buffer | NodeJS.ReadableStream,
      headers: Record<string, string>,
    ) => checked(await fetch(url, { method: 'POST', agent, body, headers })).json();
    const get = async (url: string, init: { readonly signal?: AbortSignal } = {}) =>
      checked(await fetch(url, { agent, ...init }));
    return {
      json: async (url) => (await get(url)).json(),
      abortable: async (url, signal) => (await get(url, { signal })).json(),
      post: (url, value) => post(url, JSON.stringify(value), { 'content-type': 'application/json' }),
      bytes: async (url) => new Uint8Array(await (await get(url)).arrayBuffer()),
      async stream(url, onChunk) {
        const { body } = await get(url);
        for await (const chunk of body!) onChunk(chunk as Uint8Array);
      },
      upload: (url, body) => post(url, Buffer.from(body.buffer, body.byteOffset, body.length), {}),
      uploadFile: (url, file, size) => post(url, createReadStream(file), { 'content-length': String(size) }),
      unread: (url) => get(url),
      async close() {
        destroyAgents(agents);
      },
    };
  },
};
