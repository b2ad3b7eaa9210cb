import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import type net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type tls from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  caCertificate,
  createProxy,
  selfSignedCertificate,
  serverKey,
  startOriginProcess,
  validCertificate,
  wrongNameCertificate,
  type OriginProcess,
  type Proxy,
} from '@sluice/fixtures';
import { POISON } from './pollution/poison.ts';
import { FACES, type Face, type Outcome, type Targets } from './pollution/vocabulary.ts';

/**
 * The client runs in a process of its own, so that the pollution of its `Object.prototype` does not reach the servers.
 * With any pollution, each request must end as without pollution, and the servers must see the same.
 */
const CLIENT = new URL('pollution/client.ts', import.meta.url);

/**
 * Names that cannot be protected: streams that Node.js and got create with their own options read `signal` there, and
 * every stream of the process fails; requests of Node.js use `timeout` as a listener of that event.
 */
const OUT_OF_REACH: Partial<Record<Face, readonly string[]>> = {
  http2: ['signal'],
  agent: ['signal', 'timeout'],
  got: ['signal', 'timeout'],
  'got without agent': ['signal', 'timeout'],
  'got over HTTP/2': ['signal'],
  resilientGot: ['signal'],
};

const IS_NODE_22 = process.versions.node.startsWith('22.');

/**
 * On every face: `tls.TLSSocket` of Node.js 22 gives `net.Socket` ordinary options, and a delay there that is no number
 * ends the process.
 */
const OUT_OF_REACH_ALWAYS = IS_NODE_22 ? ['keepAliveInitialDelay'] : [];

/**
 * Faces over Node's own clients, which in Node.js 22 read further names from objects of their own: the limit of a
 * parser's headers and the settings of HTTP/2.
 */
const UNPROTECTED: ReadonlySet<Face> = new Set(IS_NODE_22 ? ['http2', 'agent'] : []);

/** The facts that a server recorded about a connection. */
type Seen = Record<string, unknown>;

let folder: string;
let client: OriginProcess;
let targets: Targets;
const seen: Seen[] = [];
const servers: net.Server[] = [];
let secureProxy: Proxy;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-'));
  writeFileSync(join(folder, 'ca.pem'), caCertificate);
  client = await startClient();
  secureProxy = await createProxy({ kind: 'https' });
  targets = {
    good: await serveTls({ cert: validCertificate }),
    old: await serveTls({ cert: validCertificate, maxVersion: 'TLSv1.2' }),
    foreign: await serveTls({ cert: selfSignedCertificate }),
    misnamed: await serveTls({ cert: wrongNameCertificate }),
    plain: await servePlain(),
    secureProxy: secureProxy.url(),
  };
});

afterAll(async () => {
  await client.close();
  await secureProxy.close();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** A client that trusts the authority of the fixtures although it is not in its options. */
async function startClient(): Promise<OriginProcess> {
  vi.stubEnv('NODE_EXTRA_CA_CERTS', join(folder, 'ca.pem'));
  try {
    return await startOriginProcess(CLIENT, { readyTimeout: 60_000 });
  } finally {
    vi.unstubAllEnvs();
  }
}

async function serveTls(options: tls.TlsOptions): Promise<string> {
  let offered: string[] = [];
  const server = http2.createSecureServer({
    key: serverKey,
    allowHTTP1: true,
    requestCert: true,
    rejectUnauthorized: false,
    ...options,
    ALPNCallback: ({ protocols }) => {
      offered = protocols;
      return protocols.find((protocol) => protocol === 'h2' || protocol === 'http/1.1');
    },
  });
  server.on('secureConnection', (socket: tls.TLSSocket) => {
    seen.push({
      servername: (socket as { servername?: unknown }).servername,
      offered,
      protocol: socket.getProtocol(),
      cipher: socket.getCipher().name,
      showsCertificate: Object.hasOwn(socket.getPeerCertificate(), 'subject'),
      from: socket.remoteAddress,
    });
    offered = [];
  });
  server.on('request', (request, response) => response.end(request.url === '/x' ? 'ok' : 'lost'));
  return `https://localhost:${await portOf(server)}/x`;
}

async function servePlain(): Promise<string> {
  const server = http.createServer((request, response) => {
    response.end(request.url === '/x' || /^http:.*\/x$/.test(request.url ?? '') ? 'ok' : 'lost');
  });
  server.on('connection', (socket) => seen.push({ from: socket.remoteAddress }));
  return `http://localhost:${await portOf(server)}/x`;
}

async function portOf(server: net.Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as net.AddressInfo).port;
}

/** How the requests of one client ended, and what the servers saw. */
async function ask(
  face: Face,
  names: readonly string[] = [],
  asked = client,
): Promise<{ outcome: Outcome; seen: Seen[] }> {
  seen.length = 0;
  const outcome = await asked.ask<Outcome>({ face, names, targets });
  return { outcome, seen: [...seen] };
}

const FINE: Outcome = {
  good: 'ok',
  old: 'ok',
  foreign: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  misnamed: 'ERR_TLS_CERT_ALTNAME_INVALID',
  plain: 'ok',
};

const namesFor = (face: Face): string[] =>
  Object.keys(POISON).filter(
    (name) => OUT_OF_REACH[face]?.includes(name) !== true && !OUT_OF_REACH_ALWAYS.includes(name),
  );

test.each(FACES.filter((face) => face !== 'got over HTTP/2' && !UNPROTECTED.has(face)))(
  '%s: names polluted all at once change no connection',
  async (face) => {
    const without = await ask(face);
    expect(without.outcome).toEqual(FINE);
    expect(await ask(face, namesFor(face))).toEqual(without);
  },
);

test.each((['client', 'agent', 'got'] as const).filter((face) => !UNPROTECTED.has(face)))(
  '%s: no polluted name by itself changes a connection',
  { timeout: 120_000 },
  async (face) => {
    const without = await ask(face);
    for (const name of namesFor(face)) {
      expect({ name, ...(await ask(face, [name])) }).toEqual({ name, ...without });
    }
  },
);

test('HTTP/2 of got is refused, because its client creates the TLS options from ordinary objects', async () => {
  expect((await ask('got over HTTP/2')).outcome).toEqual(FINE);
  const polluted = await ask('got over HTTP/2', ['ca']);
  expect(new Set(Object.values(polluted.outcome))).toEqual(new Set(['ERR_SLUICE_OPTION']));
  expect(polluted.seen).toEqual([]);
});

test('the first client of a process trusts no other authority although it is created while `ca` is polluted', async () => {
  await using another = await startClient();
  const { outcome } = await ask('client without options', ['ca'], another);
  expect(outcome).toMatchObject({ good: 'ok', foreign: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});
