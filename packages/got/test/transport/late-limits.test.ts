import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import got from 'got';
import { createClient, type SluiceClient, type SluiceOptions } from 'sluice';
import { request as dispatch } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import type { AnyTransport } from '@sluice/core/transport';
import { caCertificate, createSilentPort, startOriginProcess, type OriginProcess } from '@sluice/fixtures';
import { createAgentRegistry, type PoolOptions } from '@sluice/pool';
import { undiciTransport } from '@sluice/undici';
import { dispatcherOf } from '@sluice/undici/dispatcher';
import { gotTransport } from '../../src/index.ts';
import type { LatePorts } from './helpers/late-origin.ts';

/**
 * Limits of each phase, in ms, from which a test takes the first within which all its calls began: on a busy machine that
 * may take seconds.
 */
const LIMITS = [2_000, 5_000, 12_000] as const;

/** For all of them. */
const TEST_TIMEOUT = 120_000;

type Transport = 'undici' | 'got';

/** Calls by the phase whose limit each of them has. */
type Calls = Record<string, Promise<unknown>>;

interface Rig {
  readonly transport: Transport;
  /** The limit of each phase. */
  readonly limit: number;
  readonly origin: OriginProcess<LatePorts>;
  /** Written by the origin when its answers are with the system. */
  readonly done: string;
  client(options?: SluiceOptions): SluiceClient;
}

const cleanups: (() => Promise<unknown>)[] = [];

async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

afterEach(cleanUp);

/** Runs a scenario with the first limit within which its calls began. @param run returns false if they did not */
async function withLimit(run: (limit: number) => Promise<boolean>): Promise<void> {
  for (const limit of LIMITS) {
    if (await run(limit)) return;
    await cleanUp();
  }
  throw new Error(`the calls did not begin within ${LIMITS.at(-1)} ms`);
}

async function rig(transport: Transport, limit: number): Promise<Rig> {
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
  return { transport, limit, origin, done, client };
}

/** Each client has its own connections. */
function carrier(transport: Transport, pool: PoolOptions = {}): AnyTransport {
  if (transport === 'undici') return undiciTransport({ pool, tls: { ca: caCertificate } });
  const instance = got.extend({ https: { certificateAuthority: caCertificate } });
  return gotTransport({ got: instance, pool });
}

/** Blocks the event loop for longer than a limit, and until a file exists. */
function block(limit: number, file?: string): void {
  const from = performance.now();
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const over = (): boolean => {
    const taken = performance.now() - from;
    if (taken > 25_000) throw new Error('the origin did not answer');
    return taken > limit + 500 && (file === undefined || existsSync(file));
  };
  while (!over()) {
    Atomics.wait(cell, 0, 0, 5);
  }
}

/** The outcome of each call: its text, or the phase or code of its error. Called at once, so that none is unhandled. */
async function outcomes(calls: Calls): Promise<Record<string, unknown>> {
  const settled = Object.entries(calls).map(async ([name, call]) => {
    try {
      return [name, await call];
    } catch (error) {
      const { code, phase, message } = error as { code?: string; phase?: string; message: string };
      return [name, phase ?? code ?? message];
    }
  });
  return Object.fromEntries(await Promise.all(settled)) as Record<string, unknown>;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether a condition holds before a time of `performance.now()`. */
async function holds(condition: () => Promise<boolean>, until: number): Promise<boolean> {
  while (performance.now() < until) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    if (await condition()) return performance.now() < until;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await pause(10);
  }
  return false;
}

/** Lets all operations begun in this turn reach their first system call, without another turn of the event loop. */
async function thisTurn(): Promise<void> {
  for (let tick = 0; tick < 20; tick++) await new Promise<void>((resolve) => process.nextTick(resolve));
}

/** Calls whose answers the origin delays, and their number. */
function waiting({ origin, client, limit }: Rig): readonly [Calls, held: number] {
  const base = `http://127.0.0.1:${origin.ready.plain}`;
  const limited = (timeout: SluiceOptions['timeout'], url: string): Promise<string> =>
    client({ timeout }).get(url).text();
  const lined = client({ pool: { maxPerHost: 1 }, timeout: { queue: limit } });
  const gated = client({ gate: { maxPerHost: 1, queueTimeout: limit } });
  const calls = {
    tlsHandshake: limited({ tlsHandshake: limit }, `https://127.0.0.1:${origin.ready.secure}/now`),
    beforeQueue: lined.get(`${base}/head-1`).text(),
    queue: lined.get(`${base}/now-1`).text(),
    beforeGate: gated.get(`${base}/head-2`).text(),
    gate: gated.get(`${base}/now-2`).text(),
    responseHeader: limited({ responseHeader: limit }, `${base}/head-3`),
    attempt: limited({ attempt: limit }, `${base}/head-4`),
    total: limited({ total: limit }, `${base}/head-5`),
    totalWithClose: limited({ total: limit }, `${base}/close`),
    body: limited({ body: limit }, `${base}/body-1`),
    totalInBody: limited({ total: limit }, `${base}/body-2`),
  };
  return [calls, 9];
}

/** The same for features that only the default transport has. */
function alsoWaiting({ origin, client, limit }: Rig): readonly [Calls, held: number] {
  const { plain, proxy, shared } = origin.ready;
  const tls = { ca: caCertificate };
  const through = undiciTransport({ pool: {}, tls, proxy: `http://127.0.0.1:${proxy}` });
  const http2 = undiciTransport({ pool: {}, tls, http2: { pingAfter: 50, pingTimeout: limit } });
  const uploads = client({ timeout: { expectContinue: limit }, throwHttpErrors: false });
  const registry = createAgentRegistry();
  cleanups.push(() => registry.close());
  const dispatcher = dispatcherOf(registry, {});
  const dispatched = async (path: string, limits: object): Promise<string> => {
    const { body } = await dispatch(`http://127.0.0.1:${plain}${path}`, { dispatcher, ...limits });
    return body.text();
  };
  const calls = {
    dispatcherHead: dispatched('/head-6', { headersTimeout: limit }),
    dispatcherBody: dispatched('/body-3', { bodyTimeout: limit }),
    proxy: client({ transport: through, timeout: { connect: limit } })
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
function agentCalls({ origin, limit }: Rig): readonly [Calls, held: number] {
  const registry = createAgentRegistry();
  cleanups.push(() => registry.close());
  const options = { registry, connectTimeout: limit };
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
  (transport) =>
    withLimit(async (limit) => {
      const here = await rig(transport, limit);
      const { origin, client, done } = here;
      const base = `http://127.0.0.1:${origin.ready.plain}`;
      const [watched, drained] = [
        client({ watchdog: { unread: limit } }),
        client({ drain: { time: limit } }),
      ];
      const [unread, unwanted] = await Promise.all([
        watched.get(`${base}/body-unread`),
        drained.get(`${base}/body-unwanted`),
      ]);
      const beganAt = performance.now();
      const [common, some] = waiting(here);
      const [others, more] = transport === 'undici' ? alsoWaiting(here) : agentCalls(here);
      const held = 2 + some + more;
      const begun = outcomes({ ...common, ...others });
      if (!(await holds(async () => (await origin.ask('held')) === held, beganAt + limit / 2))) {
        await begun;
        return false;
      }
      const drain = unwanted.drain();
      const calls: Calls = {
        ...common,
        ...others,
        // Its reader waits for another answer first.
        unreadBody: (common['beforeGate'] as Promise<string>).then(() => unread.text()),
        // The system accepts its connection.
        connect: client({ timeout: { connect: limit } })
          .get(`${base}/now-3`)
          .text(),
      };
      const ended = outcomes(calls);
      await thisTurn();
      const answered = origin.ask('answer');
      block(limit, done);
      await answered;
      const expected = Object.keys(calls).map((name) => [
        name,
        name.toLowerCase().endsWith('body') ? 'okok' : 'ok',
      ]);
      expect(await ended).toEqual(Object.fromEntries(expected));
      expect(await drain).toMatchObject({ outcome: 'eof', connectionKept: true });
      expect(await origin.ask('uploaded')).toBe(0);
      return true;
    }),
  TEST_TIMEOUT,
);

test.each(['undici', 'got'] as const)(
  'over %s, the limits of a silent origin pass after a blocked event loop too',
  async (transport) => {
    const [limit] = LIMITS;
    const { origin, client } = await rig(transport, limit);
    const silent = await createSilentPort();
    cleanups.push(() => silent.close());
    const base = `http://127.0.0.1:${origin.ready.plain}`;
    const limited = (timeout: SluiceOptions['timeout'], url: string): Promise<string> =>
      client({ timeout }).get(url).text();
    const lined = client({ pool: { maxPerHost: 1 }, timeout: { queue: limit } });
    const gated = client({ gate: { maxPerHost: 1, queueTimeout: limit } });
    const before = [lined, gated].map((one) => one.get(`${base}/silent`, { timeout: { total: 2 * limit } }));
    const calls: Calls = {
      connect: limited({ connect: limit }, silent.url()),
      tlsHandshake: limited({ tlsHandshake: limit }, `https://127.0.0.1:${origin.ready.mute}`),
      queue: lined.get(`${base}/now-1`).text(),
      ERR_SLUICE_GATE_TIMEOUT: gated.get(`${base}/now-2`).text(),
      responseHeader: limited({ responseHeader: limit }, `${base}/silent`),
      body: limited({ body: limit }, `${base}/body-silent`),
      attempt: limited({ attempt: limit }, `${base}/body-silent`),
      total: limited({ total: limit }, `${base}/body-silent`),
    };
    const ended = outcomes(calls);
    const endedBefore = outcomes(Object.fromEntries(before.map((call, index) => [index, call])));
    await pause(limit / 10);
    block(limit);
    const expected = Object.keys(calls).map((name) => [name, name]);
    expect(await ended).toEqual(Object.fromEntries(expected));
    expect(await endedBefore).toEqual({ 0: 'total', 1: 'total' });
  },
);
