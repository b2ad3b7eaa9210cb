// Peers on Node's own modules: `node:http` and `node:https`, or `node:http2` for HTTP/2.
import { createReadStream } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StatusError } from './fetch-client.ts';
import type { Client, Peer, Setup } from './peer.ts';
import { destroyAgents, nodeAgents, type NodeAgents } from './node-agents.ts';

export const nodeHttpPeer: Peer = {
  name: 'node-http',
  title: 'node:http',
  packages: [],
  loads: ['node:http', 'node:https'],
  firstCall: `import http from 'node:http'; import 'node:https';
    const response = await new Promise((resolve, reject) => http.get(url, resolve).on('error', reject));
    const chunks = [];
    for await (const chunk of response) chunks.push(chunk);
    JSON.parse(Buffer.concat(chunks))`,
  settings: 'http.Agent with keepAlive and maxSockets; node:http2 with one session',
  retries: false,
  http2: true,
  decodes: false,
  tasks: ['json', 'post', 'bytes', 'stream', 'upload', 'uploadFile', 'unread', 'abortable'],
  async open(setup) {
    if (setup.http2) return http2Client(setup);
    const agents = nodeAgents(setup);
    return httpClient(agents, async () => destroyAgents(agents));
  },
};

export const nodeHttpOnSluiceAgent: Peer = {
  name: 'http-agent',
  title: 'node:http on our agent',
  part: true,
  beside: 'node-http',
  packages: [],
  settings: 'PooledHttpAgent of a registry with maxPerHost',
  retries: false,
  http2: false,
  decodes: false,
  tasks: nodeHttpPeer.tasks,
  async open({ connections, ca }) {
    const [{ PooledHttpAgent, PooledHttpsAgent }, { createAgentRegistry }] = await Promise.all([
      import('@sluice/agent'),
      import('@sluice/pool'),
    ]);
    const registry = createAgentRegistry({ maxPerHost: connections });
    const agents = { http: new PooledHttpAgent({ registry }), https: new PooledHttpsAgent({ registry, ca }) };
    return httpClient(agents, () => registry.close());
  },
};

function httpClient(agents: NodeAgents, close: () => Promise<void>): Client {
  const send = (url: string, options: http.RequestOptions, body?: string | Uint8Array | Readable) =>
    new Promise<http.IncomingMessage>((resolve, reject) => {
      const secure = url.startsWith('https:');
      const settings = { ...options, agent: secure ? agents.https : agents.http };
      const request = secure ? https.request(url, settings) : http.request(url, settings);
      request.once('error', reject);
      request.once('response', (response) => {
        if ((response.statusCode ?? 0) < 400) resolve(response);
        else {
          response.resume();
          reject(new StatusError(response.statusCode ?? 0));
        }
      });
      if (typeof body === 'object' && 'pipe' in body) pipeline(body, request).catch(reject);
      else request.end(body);
    });
  const post = async (url: string, length: number, body: string | Uint8Array | Readable): Promise<unknown> =>
    parsed(await send(url, { method: 'POST', headers: { 'content-length': length } }, body));
  return {
    json: async (url) => parsed(await send(url, {})),
    abortable: async (url, signal) => parsed(await send(url, { signal })),
    post(url, value) {
      const body = JSON.stringify(value);
      return post(url, Buffer.byteLength(body), body);
    },
    bytes: async (url) => collect(await send(url, {})),
    stream: async (url, onChunk) => read(await send(url, {}), onChunk),
    upload: (url, body) => post(url, body.length, body),
    uploadFile: (url, file, size) => post(url, size, createReadStream(file)),
    unread: (url) => send(url, {}),
    close,
  };
}

/** Reads a stream by its events, which costs the least. */
function read(stream: Readable, onChunk: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('data', onChunk);
    stream.once('end', resolve);
    stream.once('error', reject);
  });
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await read(stream, (chunk) => chunks.push(chunk));
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

async function parsed(stream: Readable): Promise<unknown> {
  return JSON.parse((await collect(stream)).toString()) as unknown;
}

function http2Client({ ca }: Setup): Client {
  let session: http2.ClientHttp2Session | undefined;
  const send = (url: string): http2.ClientHttp2Stream => {
    const { origin, pathname } = new URL(url);
    session ??= http2.connect(origin, { ca });
    return session.request({ ':path': pathname });
  };
  return {
    json: (url) => parsed(send(url)),
    bytes: (url) => collect(send(url)),
    stream: (url, onChunk) => read(send(url), onChunk),
    close: () => new Promise((resolve) => (session === undefined ? resolve() : session.close(resolve))),
  };
}
