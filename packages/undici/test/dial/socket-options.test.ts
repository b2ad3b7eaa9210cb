import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { caCertificate } from '@sluice/fixtures';
import { undiciTransport, type ConnectTarget, type UndiciTransportOptions } from '../../src/index.ts';
import { socketIdentity, type SocketOptions } from '../../src/dial/socket-options.ts';
import { afterwards, beside, failure, pause, rig, until } from '../support/setup.ts';

/** A lookup that answers with these addresses, whatever is asked. */
function addresses(...list: string[]): net.LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, list.map((address) => ({ address, family: 4 })) as never);
    else callback(null, list[0] as string, 4);
  };
}

test('a Unix socket takes every request, redirects to other hosts included', async () => {
  const socketPath = path.join(os.tmpdir(), `sluice-${process.pid}.sock`);
  const seen: string[] = [];
  const server = http.createServer((request, response) => {
    seen.push(`${request.headers.host} ${request.url}`);
    if (request.url === '/from') response.writeHead(302, { location: 'http://elsewhere.test/to' });
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  afterwards(() => new Promise((resolve) => server.close(() => resolve())));
  const { client } = await rig({ transport: { socketPath }, baseUrl: 'http://docker' });
  expect(await client.get('/version').text()).toBe('ok');
  expect(await client.get('/from').text()).toBe('ok');
  expect(seen).toEqual(['docker /version', 'docker /from', 'elsewhere.test /to']);
});

test('V19: no redirect leads to a Unix socket', async () => {
  const { origin, client } = await rig();
  origin.on('/x').redirect('unix:/var/run/docker.sock:/version');
  expect(await failure(client.get('/x'))).toMatchObject({ name: 'RedirectError' });
});

test('a connect hook opens the way, TLS comes on top and is checked as ever', async () => {
  const targets: ConnectTarget[] = [];
  const made = await rig({ origin: { tls: true } });
  const { port } = made.origin;
  made.origin.on('/x').reply(200, { body: 'ok' });
  const connect = (target: ConnectTarget): net.Socket => {
    targets.push(target);
    return net.connect(port, '127.0.0.1');
  };
  const hooked = beside(made, { connect, tls: { ca: caCertificate } });
  expect(await hooked.get('https://localhost:1/x', { allowOtherOrigin: true }).text()).toBe('ok');
  expect(targets).toEqual([{ hostname: 'localhost', port: 1 }]);
  const wrong = await failure(hooked.get('https://wrong.test/x', { allowOtherOrigin: true }));
  expect(wrong).toMatchObject({ code: 'ERR_SLUICE_TLS', retryable: false });
});

test('a connect hook may take its time, fail, and must heed the limit', async () => {
  const made = await rig();
  made.origin.on('/x').reply(200, { body: 'ok' });
  const slow = beside(made, {
    connect: async ({ port }) => {
      await pause(20);
      return net.connect(port, '127.0.0.1');
    },
  });
  expect(await slow.get('/x').text()).toBe('ok');
  const mine = Object.assign(new Error('no way'), { code: 'EMINE' });
  const failing = beside(made, { connect: () => Promise.reject(mine) });
  expect(await failure(failing.get('/x'))).toMatchObject({
    code: 'ERR_SLUICE_CONNECT',
    systemCode: 'EMINE',
    cause: mine,
  });
  let given: net.Socket | undefined;
  let aborted: AbortSignal | undefined;
  const late = beside(made, {
    connect: async ({ port }, signal) => {
      aborted = signal;
      await pause(80);
      given = net.connect(port, '127.0.0.1');
      return given;
    },
  });
  const error = await failure(late.get('/x', { timeout: { connect: 30 } }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'connect', limit: 30 });
  expect(aborted?.reason).toBe(error);
  await until(() => given?.destroyed === true);
});

test('a connect hook that brings no stream is a mistake of the caller, which no retry mends', async () => {
  for (const connect of [() => 5, () => Promise.resolve(undefined), () => ({ on() {} })]) {
    const { client } = await rig({ transport: { connect: connect as never } });
    expect(await failure(client.get('/x'))).toMatchObject({
      code: 'ERR_SLUICE_OPTION',
      option: 'transport.connect',
    });
  }
});

test('2: a dial that stays silent meets its limit', async () => {
  const { client } = await rig({
    transport: { connect: () => new Promise(() => {}) },
    timeout: { connect: 40 },
  });
  expect(await failure(client.get('/x'))).toMatchObject({
    code: 'ERR_SLUICE_TIMEOUT',
    phase: 'connect',
    limit: 40,
  });
});

test('2: another address of the host is tried', async () => {
  const { origin, client } = await rig({
    transport: { lookup: addresses('127.0.0.9', '127.0.0.1'), happyEyeballs: 50 },
  });
  origin.on('/x').reply(200, { body: 'ok' });
  const url = `http://two.test:${origin.port}/x`;
  expect(await client.get(url, { allowOtherOrigin: true }).text()).toBe('ok');
});

test('without happy eyeballs only the first address is tried', async () => {
  const { origin, client } = await rig({
    transport: { lookup: addresses('127.0.0.9', '127.0.0.1'), happyEyeballs: false },
  });
  const url = `http://two.test:${origin.port}/x`;
  expect(await failure(client.get(url, { allowOtherOrigin: true }))).toMatchObject({
    code: 'ERR_SLUICE_CONNECT',
    systemCode: 'ECONNREFUSED',
  });
});

const lookups = [addresses('127.0.0.1'), addresses('127.0.0.1')] as const;
const P1: Record<string, readonly [UndiciTransportOptions, UndiciTransportOptions]> = {
  'local address': [{ localAddress: '127.0.0.1' }, { localAddress: '127.0.0.2' }],
  family: [{}, { family: 4 }],
  lookup: [{ lookup: lookups[0] }, { lookup: lookups[1] }],
  hook: [{}, { connect: ({ port }) => net.connect(port, '127.0.0.1') }],
};

test.each(Object.keys(P1))('P1: connections that differ in %s are two', async (name) => {
  const [one, other] = P1[name] as (typeof P1)[string];
  const made = await rig({ transport: one });
  made.origin.on('/x').reply(200, { body: 'ok' });
  for (const client of [made.client, beside(made, other), beside(made, one)]) await client.get('/x').text();
  expect(made.origin.stats().opened).toBe(2);
});

/** Two ways of every option to open sockets that must not be shared: an option without a case does not compile. */
const WAYS: {
  readonly [Name in keyof SocketOptions]-?: readonly [SocketOptions[Name], SocketOptions[Name]];
} = {
  socketPath: ['/a', '/A'],
  connect: [() => new net.Socket(), () => new net.Socket()],
  lookup: lookups,
  localAddress: ['127.0.0.1', '127.0.0.2'],
  family: [4, 6],
  happyEyeballs: [250, false],
  tcpKeepAlive: [60_000, false],
};

test.each(Object.keys(WAYS) as (keyof SocketOptions)[])('P1: %s is part of the key', (name) => {
  const [one, other] = WAYS[name];
  const identities = [undefined, one, other].map((value) => socketIdentity({ [name]: value }));
  expect(new Set(identities).size).toBe(3);
  expect(socketIdentity({ [name]: one })).toBe(identities[1]);
});

test('P1: another scheme is another connection, on one host and port', async () => {
  const dialed: ConnectTarget[] = [];
  const { origin, client, pool } = await rig({
    timeout: { tlsHandshake: 60 },
    transport: {
      connect: (target) => {
        dialed.push(target);
        return net.connect(target.port, '127.0.0.1');
      },
    },
  });
  origin.on('/x').reply(200, { body: 'ok' });
  await client.get('/x').text();
  const error = await failure(client.get(`https://127.0.0.1:${origin.port}/x`, { allowOtherOrigin: true }));
  expect(error).toMatchObject({ phase: 'tlsHandshake' });
  expect(dialed).toHaveLength(2);
  expect(pool().idle).toBe(1);
});

test('P1: another host or port is another connection', async () => {
  const { origin, client } = await rig({ origin: { hosts: 2 } });
  origin.on('/x').reply(200, { body: 'ok' });
  await client.get('/x').text();
  await client.get(origin.url('/x', 1), { allowOtherOrigin: true }).text();
  expect(origin.stats().opened).toBe(2);
});

test.each([
  [{ family: 5 }],
  [{ localAddress: 'localhost' }],
  [{ happyEyeballs: 1 }],
  [{ happyEyeballs: 10.5 }],
  [{ happyEyeballs: 2 ** 31 }],
  [{ tcpKeepAlive: true }],
  [{ tcpKeepAlive: 999 }],
  [{ tcpKeepAlive: 2 ** 31 }],
  [{ socketPath: '' }],
  [{ socketPath: '/a', lookup: addresses() }],
  [{ connect: () => new net.Socket(), family: 4 }],
  [{ socketPath: '/a', proxy: 'http://p' }],
  [{ connect: 'x' }],
])('socket options that make no sense are refused: %j', (options) => {
  expect(() => undiciTransport(options as UndiciTransportOptions)).toThrow(
    expect.objectContaining({ code: 'ERR_SLUICE_OPTION' }),
  );
});
