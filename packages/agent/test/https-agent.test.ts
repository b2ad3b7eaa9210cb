import { once } from 'node:events';
import type http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import tls from 'node:tls';
import got from 'got';
import { beforeEach, expect, test } from 'vitest';
import { caCertificate, clientCertificate, clientKey, createFaultOrigin } from '@sluice/fixtures';
import { serverKey, trackLeaks, validCertificate, type OriginTlsOptions } from '@sluice/fixtures';
import { createAgentRegistry } from '@sluice/pool';
import { httpsAgent, PooledHttpsAgent, type PooledHttpsAgentOptions } from '../src/index.ts';
import { afterwards, sendSecure as send, until } from './setup.ts';

beforeEach(() => {
  const leaks = trackLeaks();
  afterwards(async () => {
    await leaks.assertNone({ within: 5_000 });
    leaks[Symbol.dispose]();
  });
});

const trusted = { ca: caCertificate };

async function secureRig(options: PooledHttpsAgentOptions = trusted, origin: OriginTlsOptions | true = true) {
  const made = await createFaultOrigin({ tls: origin });
  made.on('/').reply(200, { body: 'ok' });
  const registry = createAgentRegistry();
  const agent = new PooledHttpsAgent({ registry, ...options });
  afterwards(async () => {
    const closing = registry.close();
    await made.close();
    await closing;
  });
  return { origin: made, registry, agent, url: made.url('/') };
}

test('is an https.Agent, and reuses connections', async () => {
  const { origin, agent, registry, url } = await secureRig();
  expect(agent).toBeInstanceOf(https.Agent);
  expect(httpsAgent(registry)).toBeInstanceOf(https.Agent);
  expect((await send(url, { agent })).reused).toBe(false);
  expect((await send(url, { agent })).reused).toBe(true);
  for (let i = 0; i < 3; i++) {
    await got(url, { agent: { https: agent }, https: { certificateAuthority: caCertificate } });
    await until(() => agent.stats().active === 0);
  }
  expect(origin.stats().opened).toBe(1);
});

test('agents with options of equal contents share connections', async () => {
  const { origin, registry, url } = await secureRig();
  for (const ca of [caCertificate, `${caCertificate.slice(0, 10)}${caCertificate.slice(10)}`]) {
    const agent = new PooledHttpsAgent({ registry, ca });
    await send(url, { agent });
  }
  await send(url, { agent: httpsAgent(registry), ca: caCertificate });
  expect(origin.stats().opened).toBe(1);
});

test('an untrusted certificate fails the request with Node’s error', async () => {
  const { agent, url } = await secureRig(trusted, { certificate: 'expired' });
  await expect(send(url, { agent })).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
  expect(agent.totalSocketCount).toBe(0);
  const { agent: distrusting, url: other } = await secureRig({});
  await expect(send(other, { agent: distrusting })).rejects.toMatchObject({
    code: 'SELF_SIGNED_CERT_IN_CHAIN',
  });
  const name = await secureRig(trusted, { certificate: 'wrong-name' });
  await expect(send(name.url, { agent: name.agent })).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});

test('agents with and without rejectUnauthorized share no connection', async () => {
  const { agent, registry, url } = await secureRig({}, { certificate: 'self-signed' });
  expect((await send(url, { agent, rejectUnauthorized: false })).status).toBe(200);
  await expect(send(url, { agent })).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const open = new PooledHttpsAgent({ registry, rejectUnauthorized: false });
  expect((await send(url, { agent: open })).reused).toBe(true);
});

test('connections with a client certificate are separate', async () => {
  const { origin, agent, registry, url } = await secureRig();
  const known = new PooledHttpsAgent({ registry, ...trusted, cert: clientCertificate, key: clientKey });
  const who = async (with_: https.Agent): Promise<unknown> => {
    const { request } = await send(url, { agent: with_ });
    return (request.socket as tls.TLSSocket).getCertificate();
  };
  expect(Object.keys((await who(agent)) as object)).toEqual([]);
  expect(await who(known)).toHaveProperty('subject');
  expect(origin.stats().opened).toBe(2);
});

test('checkServerIdentity of a request is called, and compared by identity', async () => {
  const { origin, agent, url } = await secureRig();
  let checked = 0;
  const mine: typeof tls.checkServerIdentity = (...given) => {
    checked++;
    return tls.checkServerIdentity(...given);
  };
  const refusing: typeof tls.checkServerIdentity = () => new Error('not you');
  expect((await send(url, { agent })).reused).toBe(false);
  expect((await send(url, { agent, checkServerIdentity: mine })).reused).toBe(false);
  expect((await send(url, { agent, checkServerIdentity: mine })).reused).toBe(true);
  await expect(send(url, { agent, checkServerIdentity: refusing })).rejects.toThrow('not you');
  expect((await send(url, { agent, checkServerIdentity: tls.checkServerIdentity })).reused).toBe(true);
  expect(checked).toBe(1);
  expect(origin.stats().opened).toBe(3);
});

test('sessions are resumed only under the same key, and not after a failed check', async () => {
  const server = await oneAnswerServer();
  const registry = createAgentRegistry();
  afterwards(() => registry.close());
  const agent = new PooledHttpsAgent({ registry, ...trusted, maxVersion: 'TLSv1.2' });
  const resumed = async (options: https.RequestOptions): Promise<boolean> => {
    const request = https.get(server.url, { agent, ...options });
    const [socket] = (await once(request, 'socket')) as [tls.TLSSocket];
    const was = socket.isSessionReused();
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    await once(response.resume(), 'close');
    return was;
  };
  expect(await resumed({})).toBe(false);
  expect(await resumed({})).toBe(true);
  expect(await resumed({ servername: 'localhost', rejectUnauthorized: false })).toBe(false);
  const refusing = (): Error => new Error('not you');
  await expect(resumed({ checkServerIdentity: refusing })).rejects.toThrow('not you');
  await expect(resumed({ checkServerIdentity: refusing })).rejects.toThrow('not you');
  const none = new PooledHttpsAgent({ registry, ...trusted, maxVersion: 'TLSv1.2', maxCachedSessions: 0 });
  expect(await resumed({ agent: none })).toBe(false);
  expect(await resumed({ agent: none })).toBe(false);
});

test('emits keylog events', async () => {
  const { agent, url } = await secureRig();
  const lines: string[] = [];
  agent.on('keylog', (line: Buffer) => lines.push(String(line)));
  await send(url, { agent });
  expect(lines.length).toBeGreaterThan(0);
  agent.destroy();
});

/** A TLS server that closes after each answer. */
async function oneAnswerServer(): Promise<{ url: string }> {
  const server = tls.createServer({ key: serverKey, cert: validCertificate }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok');
    });
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterwards(() => void server.close());
  return { url: `https://localhost:${(server.address() as net.AddressInfo).port}/` };
}
