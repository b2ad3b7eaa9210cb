// Peers on got: with Node's agents, and with Sluice's.
import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Got } from 'got';
import type { Client, Peer, Setup, TaskName } from './peer.ts';
import { destroyAgents, nodeAgents, type NodeAgents } from './node-agents.ts';
import { delayOf } from './retry-settings.ts';

const TASKS: readonly TaskName[] = [
  'json',
  'post',
  'bytes',
  'stream',
  'upload',
  'uploadFile',
  'unread',
  'abortable',
];
const SETTINGS = 'retry.limit, retry.calculateDelay (own: its formula from another first delay)';

export const gotPeer: Peer = {
  name: 'got',
  title: 'got',
  packages: ['got'],
  loads: ['got'],
  firstCall: `import got from 'got'; await got(url).json()`,
  settings: `http.Agent with keepAlive and maxSockets; ${SETTINGS}`,
  retries: true,
  http2: true,
  decodes: true,
  tasks: TASKS,
  async open(setup) {
    const agents = nodeAgents(setup);
    return gotClient(await instance(setup, agents), async () => destroyAgents(agents));
  },
};

export const gotOnSluiceAgent: Peer = {
  name: 'got-agent',
  title: 'got on our agent',
  part: true,
  beside: 'got',
  packages: ['got'],
  settings: `PooledHttpAgent of a registry with maxPerHost; ${SETTINGS}`,
  retries: true,
  http2: false,
  decodes: true,
  tasks: TASKS,
  async open(setup) {
    const [{ PooledHttpAgent, PooledHttpsAgent }, { createAgentRegistry }] = await Promise.all([
      import('@sluice/agent'),
      import('@sluice/pool'),
    ]);
    const registry = createAgentRegistry({ maxPerHost: setup.connections });
    const agents = {
      http: new PooledHttpAgent({ registry }),
      https: new PooledHttpsAgent({ registry, ca: setup.ca }),
    };
    return gotClient(await instance(setup, agents), () => registry.close());
  },
};

async function instance({ ca, http2, retry }: Setup, agents: NodeAgents): Promise<Got> {
  const { default: got } = await import('got');
  return got.extend({
    // With an agent for https, got uses only HTTP/1.1.
    ...(http2 ? { http2: true } : { agent: agents }),
    https: { certificateAuthority: ca },
    retry: {
      limit: retry.retries,
      calculateDelay({ attemptCount, computedValue }) {
        if (computedValue === 0) return 0;
        // got's formula begins with one second.
        if (retry.delays === 'own') return (computedValue * retry.minDelay) / 1_000;
        return Math.max(delayOf(retry, attemptCount), 0.001);
      },
    },
  });
}

function gotClient(got: Got, close: () => Promise<void>): Client {
  return {
    json: (url) => got(url).json(),
    abortable: (url, signal) => got(url, { signal }).json(),
    post: (url, value) => got.post(url, { json: value }).json(),
    bytes: (url) => got(url).buffer(),
    async stream(url, onChunk) {
      for await (const chunk of got.stream(url)) onChunk(chunk as Uint8Array);
    },
    upload: (url, body) => got.post(url, { body }).json(),
    async uploadFile(url, file, size) {
      const stream = got.stream.post(url, {
        body: createReadStream(file),
        headers: { 'content-length': String(size) },
      });
      return JSON.parse((await buffer(stream)).toString()) as unknown;
    },
    unread: (url) =>
      new Promise((resolve, reject) => {
        const stream = got.stream(url);
        stream.once('response', () => resolve(stream));
        stream.once('error', reject);
      }),
    close,
  };
}
