// A program whose only work is calls that it aborts, each in one of its phases, or waits for. It prints how they ended,
// and how long the process stayed alive after that, in ms.
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import got from 'got';
import { createAgentRegistry, createClient, type SluiceOptions } from 'sluice';
import { request as dispatch } from 'undici';
import { caCertificate } from '@sluice/fixtures';
import { undiciTransport, type UndiciTransportOptions } from '@sluice/undici';
import { dispatcherOf } from '@sluice/undici/dispatcher';
import { gotTransport } from '../../../src/index.ts';

const [, , face = '', phases = '', how = '', ports = '{}'] = process.argv;
const { silent, mute, plain, secure } = JSON.parse(ports) as Record<string, number>;
const ca = caCertificate;

/** Two addresses without a server. */
const lookup: LookupFunction = (_name, _options, callback) => {
  callback(null, [
    { address: '127.0.0.1', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ]);
};

const URLS: Record<string, string> = {
  connect: `http://127.0.0.1:${silent}`,
  addresses: `http://two.test:${silent}`,
  tls: `https://127.0.0.1:${mute}`,
  answered: `https://127.0.0.1:${secure}/now`,
  proxyTcp: 'https://127.0.0.1:3',
  proxyConnect: 'https://127.0.0.1:3',
  proxySocks: 'http://127.0.0.1:3',
  proxyTls: 'https://127.0.0.1:3',
  queue: `http://127.0.0.1:${plain}/silent`,
  gate: `http://127.0.0.1:${plain}/silent`,
  head: `http://127.0.0.1:${plain}/silent`,
  body: `http://127.0.0.1:${plain}/body-silent`,
  drain: `http://127.0.0.1:${plain}/body-silent`,
  backoff: 'http://127.0.0.1:2',
};

const PROXIES: Record<string, string> = {
  proxyTcp: `http://127.0.0.1:${silent}`,
  proxyConnect: `http://127.0.0.1:${mute}`,
  proxySocks: `socks5://127.0.0.1:${mute}`,
  proxyTls: `https://127.0.0.1:${mute}`,
};

const controller = new AbortController();
const { signal } = controller;
const limited = how === 'total' ? { total: 700 } : {};
// If the program waits for the call, no timer keeps the process alive.
const timeout = how === 'wait' ? false : limited;

function clientOptions(phase: string): SluiceOptions {
  const proxy = PROXIES[phase];
  const pool = { maxPerHost: phase === 'queue' ? 1 : 256 };
  const own: UndiciTransportOptions = {
    pool,
    tls: { ca },
    ...(phase === 'addresses' && { lookup }),
    ...(proxy !== undefined && { proxy }),
  };
  const instance = got.extend({
    https: { certificateAuthority: ca },
    ...(phase === 'addresses' && { dnsLookup: lookup as never }),
  });
  return {
    transport: face === 'got' ? gotTransport({ got: instance, pool }) : undiciTransport(own),
    timeout,
    retry: phase === 'backoff' ? { minDelay: 60_000, maxDelay: 60_000, backoff: 'constant' } : false,
    gate: { maxPerHost: phase === 'gate' ? 1 : 256 },
    drain: { time: 60_000 },
  };
}

async function byClient(url: string, phase: string): Promise<unknown> {
  const client = createClient(clientOptions(phase));
  if (phase === 'drain') {
    const response = await client.get(url, { signal });
    return response.drain();
  }
  const other = phase === 'queue' || phase === 'gate' ? client.get(url, { signal }).text() : undefined;
  const call = client.get(url, { signal }).text();
  await other?.catch(() => undefined);
  return call;
}

async function byDispatcher(url: string): Promise<unknown> {
  const dispatcher = dispatcherOf(createAgentRegistry(), { tls: { ca } });
  const { body } = await dispatch(url, { dispatcher, signal });
  return body.text();
}

async function byAgent(url: string): Promise<unknown> {
  const registry = createAgentRegistry();
  const request = url.startsWith('https:')
    ? https.get(url, { agent: registry.httpsAgent, ca })
    : http.get(url, { agent: registry.httpAgent });
  signal.addEventListener('abort', () => request.destroy());
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return (await response.toArray()).join('');
}

const faces: Record<string, (url: string, phase: string) => Promise<unknown>> = {
  undici: byClient,
  got: byClient,
  dispatcher: byDispatcher,
  agent: byAgent,
};

async function outcomeOf(phase: string): Promise<unknown> {
  try {
    return await faces[face]?.(URLS[phase] as string, phase);
  } catch (error) {
    return (error as { phase?: string }).phase ?? (error as Error).name;
  }
}

if (how === 'abort') setTimeout(() => controller.abort(), 500);
const outcomes = await Promise.all(phases.split(',').map(outcomeOf));
const from = performance.now();
process.on('exit', () => console.log(JSON.stringify({ outcomes, stayed: performance.now() - from })));
// Prints the handles that keep the process alive for too long.
setTimeout(() => console.error(process.getActiveResourcesInfo()), 3_900).unref();
