import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import got from 'got';
import { createClient, isSluiceError, type SluiceClient, type SluiceOptions } from 'sluice';
import { request as dispatch } from 'undici';
import { afterEach, expect, test, vi } from 'vitest';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import type { AnyTransport } from '@sluice/core/transport';
import { caCertificate, createSilentPort, startOriginProcess, type OriginProcess } from '@sluice/fixtures';
import { createAgentRegistry, type PoolOptions } from '@sluice/pool';
import { dispatcherOf, undiciTransport } from '@sluice/undici';
import { gotTransport } from '../../src/index.ts';
import type { LatePorts } from './helpers/late-origin.ts';

/** The limit of each phase, in ms. The calls begin within this limit, also on a busy machine. */
const LIMIT = 2_000;

type Transport = 'undici' | 'got';

/** Calls by the phase whose limit each of them has. */
type Calls = Record<string, Promise<unknown>>;

interface Rig {
  readonly transport: Transport;
  readonly origin: OriginProcess<LatePorts>;
  /** Written by the origin when its answers are with the system. */
  readonly done: string;
  client(options?: SluiceOptions): SluiceClient;
}

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function rig(transport: Transport): Promise<Rig> {
  const folder = await mkdtemp(path.join(tmpdir(), 'late-limits-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const done = path.join(folder, 'done');
  const module = new URL('helpers/late-origin.ts', import.meta.url);
  const origin = await startOriginProcess<LatePorts>(module, { args: [done] });
  cleanups.push(() => origin.close());
  const client = ({ pool, ...options }: SluiceOptions = {}): SluiceClient => {
    const made = createClient({ retry: false, transport: carrier(transport, pool), ...options });
    cleanups.push(() => made.close());
    return made;
  };
  return { transport, origin, done, client };
}

/** Each client has its own connections. */
function carrier(transport: Transport, pool: PoolOptions = {}): AnyTransport {
  if (transport === 'undici') return undiciTransport({ pool, tls: { ca: caCertificate } });
  const instance = got.extend({ https: { certificateAuthority: caCertificate } });
  return gotTransport({ got: instance, pool });
}

/** Blocks the event loop for longer than a limit, and until a file exists. */
function block(file?: string): void {
  const from = performance.now();
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const over = (): boolean => {
    const taken = performance.now() - from;
    if (taken > 25_000) throw new Error('the origin did not answer');
    return taken > LIMIT + 500 && (file === undefined || existsSync(file));
  };
  while (!over()) {
    Atomics.wait(cell, 0, 0, 5);
  }
}

/** The outcome of each call: its text, or the phase or code of its error. */
async function outcomes(calls: Calls): Promise<Record<string, unknown>> {
  const settled = Object.entries(calls).map(async ([name, call]) => {
    try {
      return [name, await call];
    } catch (error) {
      if (!isSluiceError(error)) throw error;
      const { code, phase } = error as { code: string; phase?: string };
      return [name, phase ?? code];
    }
  });
  return Object.fromEntries(await Promise.all(settled)) as Record<string, unknown>;
}

/** Lets all operations begun in this turn reach their first system call, without another turn of the event loop. */
async function thisTurn(): Promise<void> {
  for (let tick = 0; tick < 20; tick++) await new Promise<void>((resolve) => process.nextTick(resolve));
}

/** Calls whose answers the origin delays, and their number. */
function waiting({ origin, client }: Rig): readonly [Calls, held: number] {
  const base = `http://127.0.0.1:${origin.ready.plain}`;
  const limited = (timeout: SluiceOptions['timeout'], url: string): Promise<string> =>
    client({ timeout }).get(url).text();
  const lined = client({ pool: { maxPerHost: 1 }, timeout: { queue: LIMIT } });
  const gated = client({ gate: { maxPerHost: 1, queueTimeout: LIMIT } });
  const calls = {
    tlsHandshake: limited({ tlsHandshake: LIMIT }, `https://127.0.0.1:${origin.ready.secure}/now`),
    beforeQueue: lined.get(`${base}/head-1`).text(),
    queue: lined.get(`${base}/now-1`).text(),
    beforeGate: gated.get(`${base}/head-2`).text(),
    gate: gated.get(`${base}/now-2`).text(),
    responseHeader: limited({ responseHeader: LIMIT }, `${base}/head-3`),
    attempt: limited({ attempt: LIMIT }, `${base}/head-4`),
    total: limited({ total: LIMIT }, `${base}/head-5`),
    totalWithClose: limited({ total: LIMIT }, `${base}/close`),
    body: limited({ body: LIMIT }, `${base}/body-1`),
    totalInBody: limited({ total: LIMIT }, `${base}/body-2`),
  };
  return [calls, 9];
}

/** The same for features that only the default transport has. */
function alsoWaiting({ origin, client }: Rig): readonly [Calls, held: number] {
  const { plain, proxy, shared } = origin.ready;
  const tls = { ca: caCertificate };
  const through = undiciTransport({ pool: {}, tls, proxy: `http://127.0.0.1:${proxy}` });
  const http2 = undiciTransport({ pool: {}, tls, http2: { pingAfter: 50, pingTimeout: LIMIT } });
  const uploads = client({ timeout: { expectContinue: LIMIT }, throwHttpErrors: false });
  const registry = createAgentRegistry();
  cleanups.push(() => registry.close());
  const dispatcher = dispatcherOf(registry, {});
  const dispatched = async (path: string, limits: object): Promise<string> => {
    const { body } = await dispatch(`http://127.0.0.1:${plain}${path}`, { dispatcher, ...limits });
    return body.text();
  };
  const calls = {
    dispatcherHead: dispatched('/head-6', { headersTimeout: LIMIT }),
    dispatcherBody: dispatched('/body-3', { bodyTimeout: LIMIT }),
    proxy: client({ transport: through, timeout: { connect: LIMIT } })
      .get('https://127.0.0.1:3/now')
      .text(),
    pingInBody: client({ transport: http2 }).get(`https://127.0.0.1:${shared}/`).text(),
    expectContinue: uploads
      .put(`http://127.0.0.1:${plain}/refused`, { body: 'not to be sent', expectContinue: true })
      .then(({ status }) => (status === 413 ? 'ok' : status)),
  };
  return [calls, 6];
}

/** The agents without a client. */
function agentCalls({ origin }: Rig): readonly [Calls, held: number] {
  const registry = createAgentRegistry();
  cleanups.push(() => registry.close());
  const options = { registry, connectTimeout: LIMIT };
  const { plain, secure } = origin.ready;
  const get = async (request: http.ClientRequest): Promise<string> => {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return (await response.setEncoding('utf8').toArray()).join('');
  };
  const ca = caCertificate;
  const calls = {
    agent: get(http.get(`http://127.0.0.1:${plain}/now-4`, { agent: new PooledHttpAgent(options) })),
    httpsAgent: get(
      https.get(`https://127.0.0.1:${secure}/now-5`, { ca, agent: new PooledHttpsAgent(options) }),
    ),
  };
  return [calls, 1];
}

test.each(['undici', 'got'] as const)(
  'over %s, no limit passes before what arrived in a blocked event loop was read',
  async (transport) => {
    const here = await rig(transport);
    const { origin, client, done } = here;
    const base = `http://127.0.0.1:${origin.ready.plain}`;
    const [watched, drained] = [client({ watchdog: { unread: LIMIT } }), client({ drain: { time: LIMIT } })];
    const [unread, unwanted] = await Promise.all([
      watched.get(`${base}/body-unread`),
      drained.get(`${base}/body-unwanted`),
    ]);
    const [common, some] = waiting(here);
    const [others, more] = transport === 'undici' ? alsoWaiting(here) : agentCalls(here);
    const held = 2 + some + more;
    await vi.waitFor(async () => expect(await origin.ask('held')).toBe(held), { timeout: 15_000 });
    const drain = unwanted.drain();
    const calls: Calls = {
      ...common,
      ...others,
      // Its reader waits for another answer first.
      unreadBody: (common['beforeGate'] as Promise<string>).then(() => unread.text()),
      // The system accepts its connection.
      connect: client({ timeout: { connect: LIMIT } })
        .get(`${base}/now-3`)
        .text(),
    };
    await thisTurn();
    void origin.ask('answer');
    block(done);
    const expected = Object.keys(calls).map((name) => [
      name,
      name.toLowerCase().endsWith('body') ? 'okok' : 'ok',
    ]);
    expect(await outcomes(calls)).toEqual(Object.fromEntries(expected));
    expect(await drain).toMatchObject({ outcome: 'eof', connectionKept: true });
    expect(await origin.ask('uploaded')).toBe(0);
  },
);

test.each(['undici', 'got'] as const)(
  'over %s, the limits of a silent origin pass after a blocked event loop too',
  async (transport) => {
    const { origin, client } = await rig(transport);
    const silent = await createSilentPort();
    cleanups.push(() => silent.close());
    const base = `http://127.0.0.1:${origin.ready.plain}`;
    const limited = (timeout: SluiceOptions['timeout'], url: string): Promise<string> =>
      client({ timeout }).get(url).text();
    const lined = client({ pool: { maxPerHost: 1 }, timeout: { queue: LIMIT } });
    const gated = client({ gate: { maxPerHost: 1, queueTimeout: LIMIT } });
    const before = [lined, gated].map((one) => one.get(`${base}/silent`, { timeout: { total: 2 * LIMIT } }));
    const calls: Calls = {
      connect: limited({ connect: LIMIT }, silent.url()),
      tlsHandshake: limited({ tlsHandshake: LIMIT }, `https://127.0.0.1:${origin.ready.mute}`),
      queue: lined.get(`${base}/now-1`).text(),
      ERR_SLUICE_GATE_TIMEOUT: gated.get(`${base}/now-2`).text(),
      responseHeader: limited({ responseHeader: LIMIT }, `${base}/silent`),
      body: limited({ body: LIMIT }, `${base}/body-silent`),
      attempt: limited({ attempt: LIMIT }, `${base}/body-silent`),
      total: limited({ total: LIMIT }, `${base}/body-silent`),
    };
    await new Promise((resolve) => setTimeout(resolve, LIMIT / 10));
    block();
    const expected = Object.keys(calls).map((name) => [name, name]);
    expect(await outcomes(calls)).toEqual(Object.fromEntries(expected));
    for (const call of before) await expect(call).rejects.toMatchObject({ phase: 'total' });
  },
);
