import http from 'node:http';
import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import axios from 'axios';
import followRedirects from 'follow-redirects';
import got from 'got';
import fetch from 'node-fetch';
import superagent from 'superagent';
import { describe, expect, test } from 'vitest';
import type { PooledHttpAgent } from '../src/index.ts';
import { rig, until, type Rig } from './setup.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What a client must be able to do, said in its own API. */
interface Subject {
  get(agent: PooledHttpAgent, url: string, signal?: AbortSignal): Promise<Answer>;
  post(agent: PooledHttpAgent, url: string, body: string | Readable): Promise<Answer>;
  stream(agent: PooledHttpAgent, url: string): Promise<Buffer>;
}

const subjects: Record<string, Subject> = {
  got: {
    async get(agent, url, signal) {
      const options = { agent: { http: agent }, retry: { limit: 0 }, ...(signal && { signal }) };
      const { statusCode, body } = await got(url, options);
      return { status: statusCode, body };
    },
    async post(agent, url, body) {
      const { statusCode, body: answer } = await got.post(url, { agent: { http: agent }, body });
      return { status: statusCode, body: answer };
    },
    stream: (agent, url) => buffer(got.stream(url, { agent: { http: agent } })),
  },
  axios: {
    async get(agent, url, signal) {
      const options = { httpAgent: agent, responseType: 'text' as const, ...(signal && { signal }) };
      const { status, data } = await axios.get<string>(url, { ...options, transformResponse: [] });
      return { status, body: data };
    },
    async post(agent, url, body) {
      const options = { httpAgent: agent, transformResponse: [] };
      const { status, data } = await axios.post<string>(url, body, options);
      return { status, body: data };
    },
    async stream(agent, url) {
      const { data } = await axios.get<Readable>(url, { httpAgent: agent, responseType: 'stream' });
      return buffer(data);
    },
  },
  'node-fetch': {
    async get(agent, url, signal) {
      const response = await fetch(url, { agent, ...(signal && { signal: signal }) });
      return { status: response.status, body: await response.text() };
    },
    async post(agent, url, body) {
      const response = await fetch(url, { agent, method: 'POST', body: body as never });
      return { status: response.status, body: await response.text() };
    },
    async stream(agent, url) {
      const { body } = await fetch(url, { agent });
      return buffer(body as Readable);
    },
  },
  superagent: {
    async get(agent, url, signal) {
      const request = superagent.get(url).agent(agent).buffer(true);
      signal?.addEventListener('abort', () => void request.abort());
      const { status, text } = await request;
      return { status, body: text };
    },
    async post(agent, url, body) {
      const request = superagent.post(url).agent(agent).type('text/plain').buffer(true);
      const text = typeof body === 'string' ? body : String(await buffer(body));
      const response = await request.send(text);
      return { status: response.status, body: response.text };
    },
    stream: (agent, url) => buffer(superagent.get(url).agent(agent).pipe(new PassThrough()) as Readable),
  },
  'follow-redirects': {
    get: (agent, url, signal) => viaFollowRedirects(agent, url, 'GET', signal),
    post: (agent, url, body) => viaFollowRedirects(agent, url, 'POST', undefined, body),
    stream: (agent, url) =>
      new Promise((resolve, reject) => {
        const request = followRedirects.http.get(url, { agent }, (response) => resolve(buffer(response)));
        request.on('error', reject);
      }),
  },
};

function viaFollowRedirects(
  agent: PooledHttpAgent,
  url: string,
  method: string,
  signal?: AbortSignal,
  body?: string | Readable,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = followRedirects.http.request(url, { agent, method }, (response) => {
      buffer(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, body: String(bytes) }),
        reject,
      );
    });
    signal?.addEventListener('abort', () => request.destroy(new Error('aborted')));
    request.on('error', reject);
    if (body instanceof Readable) body.pipe(request as unknown as http.ClientRequest);
    else request.end(body);
  });
}

/** Bytes of answers that came in over the sockets in use. */
function bytesRead(agent: PooledHttpAgent): number {
  const sockets = Object.values(agent.sockets).flatMap((list) => list ?? []);
  return sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
}

async function settled({ agent }: Rig): Promise<void> {
  await until(() => Object.keys(agent.sockets).length === 0);
}

describe.each(Object.entries(subjects))('%s', (_name, subject) => {
  test('sequential calls reuse one connection', async () => {
    const made = await rig();
    made.origin.on('/json').reply(200, { json: { ok: true } });
    for (let i = 0; i < 5; i++) {
      expect(await subject.get(made.agent, made.origin.url('/json'))).toEqual({
        status: 200,
        body: '{"ok":true}',
      });
      await settled(made);
    }
    expect(made.origin.stats()).toMatchObject({ opened: 1, requests: 5 });
    expect(made.pool()).toMatchObject({ opened: 1, reused: 4, idle: 1, active: 0 });
  });

  test('sends small, large and streamed bodies', async () => {
    const made = await rig();
    made.origin.on('/echo').echo();
    const large = 'x'.repeat(3_000_000);
    for (const body of ['small', large, Readable.from(['a', large, 'b'])]) {
      const answer = await subject.post(made.agent, made.origin.url('/echo'), body);
      const sent = typeof body === 'string' ? body : `a${large}b`;
      const hash = createHash('sha256').update(sent).digest('hex');
      expect(answer.status).toBe(200);
      expect(answer.body).toContain(hash);
      await settled(made);
    }
    expect(made.origin.stats().opened).toBe(1);
  });

  test('streams a large response body', async () => {
    const made = await rig();
    made.origin.on('/big').reply(200, { body: { size: 5_000_000 } });
    expect(await subject.stream(made.agent, made.origin.url('/big'))).toHaveLength(5_000_000);
    expect(await subject.stream(made.agent, made.origin.url('/big'))).toHaveLength(5_000_000);
    await settled(made);
    expect(made.origin.stats().opened).toBe(1);
  });

  test('follows a redirect', async () => {
    const made = await rig();
    made.origin.on('/old').redirect('/new');
    made.origin.on('/new').reply(200, { body: 'here' });
    expect(await subject.get(made.agent, made.origin.url('/old'))).toEqual({ status: 200, body: 'here' });
    await settled(made);
    expect(made.origin.stats().requests).toBe(2);
    expect(made.pool().opened).toBeLessThanOrEqual(2);
    expect(made.pool().active).toBe(0);
  });

  test('can be aborted while it waits, before the headers, and in the body', async () => {
    const made = await rig({ pool: { maxPerHost: 1 } });
    const { agent, origin } = made;
    origin.on('/hang').reply(200, { delay: 60_000 });
    origin.on('/drip').reply(200, { body: { size: 1_000 }, drip: { bytes: 1, every: 20 } });
    const early = new AbortController();
    const hanging = subject.get(agent, origin.url('/hang'), early.signal);
    const inLine = new AbortController();
    const waiting = subject.get(agent, origin.url('/'), inLine.signal);
    await until(() => origin.stats().requests === 1 && made.pool().waiting === 1);
    inLine.abort();
    await expect(waiting).rejects.toThrow();
    expect(made.pool()).toMatchObject({ waiting: 0, cancelled: 1, active: 1 });
    early.abort();
    await expect(hanging).rejects.toThrow();
    await until(() => made.pool().active === 0);
    const late = new AbortController();
    const dripping = subject.get(agent, origin.url('/drip'), late.signal);
    await until(() => agent.totalSocketCount === 1 && bytesRead(agent) > 120);
    late.abort();
    await expect(dripping).rejects.toThrow();
    await until(() => made.pool().active === 0);
    expect((await subject.get(agent, origin.url('/'))).status).toBe(200);
    await settled(made);
    expect(made.pool()).toMatchObject({ idle: 1, active: 0, waiting: 0 });
  });

  test('reports a refused connection', async () => {
    const made = await rig();
    await made.origin.refuse();
    await expect(subject.get(made.agent, made.origin.url('/'))).rejects.toSatisfy((error: Error) =>
      [error, error.cause].some((one) => (one as { code?: string }).code === 'ECONNREFUSED'),
    );
    expect(made.pool()).toMatchObject({ waiting: 0, dialFailures: 1 });
  });
});
