import net from 'node:net';
import { expect, test } from 'vitest';
import { systemClock } from '@sluice/core/plugin';
import { caCertificate, createHttp2Origin } from '@sluice/fixtures';
import { poolOf } from '@sluice/pool';
import { Destinations } from '../../src/destination/destinations.ts';
import { DispatchOptions } from '../../src/wire/dispatch-options.ts';
import { DEFAULT_HTTP2 } from '../../src/http2/http2-options.ts';
import { parseTransportOptions } from '../../src/destination/transport-options.ts';
import type { WireConnection } from '../../src/connection/wire-connection.ts';
import { http2Rig } from '../support/http2-setup.ts';
import { afterwards, beside, rig, until } from '../support/setup.ts';

const trusted = { ca: caCertificate };

test('an answer before the end of its upload closes the stream, whatever the window of the server', async () => {
  const server = await createHttp2Origin({ maxStreams: 2 });
  afterwards(() => server.close());
  let open = 0;
  server.on('/early', ({ stream }) => {
    open++;
    stream.on('close', () => open--);
    // Nobody reads on, so the window stays full.
    stream.once('data', () => {
      stream.pause();
      stream.respond({ ':status': 200 });
      stream.end('enough');
    });
  });
  const { client } = await rig({ transport: { http2: true, tls: trusted }, baseUrl: server.url() });
  for (let count = 0; count < 4; count++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    expect(await client.post('/early', { body: new Uint8Array(200_000) }).text()).toBe('enough');
  }
  await until(() => open === 0);
  expect(server.opened).toBe(1);
});

test('a transport with a lower limit of header lines has its own connections', async () => {
  const server = await createHttp2Origin();
  afterwards(() => server.close());
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`x-${at}`, '1']));
  server.on('/many', (exchange) => exchange.reply(200, 'ok', many));
  server.on('/ok', (exchange) => exchange.reply(200, 'ok'));
  const made = await rig({
    transport: { http2: true, tls: trusted, maxResponseHeaders: 20 },
    baseUrl: server.url(),
  });
  const other = beside(made, { http2: true, tls: trusted });
  await made.client.get('/ok').text();
  expect(await other.get(server.url('/many'), { allowOtherOrigin: true }).text()).toBe('ok');
  await made.client.get('/ok').text();
  expect(server.opened).toBe(2);
});

test('P24: a connection without free stream numbers is not used for new requests', async () => {
  const { registry, server } = await http2Rig();
  const { wire, limits } = parseTransportOptions({ registry, http2: true, tls: trusted });
  const pool = poolOf<WireConnection>(registry);
  const few = { ...wire, http2: { ...DEFAULT_HTTP2, streams: 2 } };
  const url = new URL(server.url());
  const destination = new Destinations(pool, few).of({ origin: url.origin, url });
  for (let count = 0; count < 5; count++) {
    const lease =
      destination.take(systemClock, systemClock.now()) ??
      (await destination.acquire(limits, systemClock).promise);
    await new Promise<void>((resolve, reject) => {
      const handler = {
        onResponseEnd: () => resolve(),
        onResponseError: (_: unknown, error: Error) => reject(error),
      };
      lease.connection.dispatch(new DispatchOptions('GET', '/ok', [], false), handler);
    });
    lease.release(true);
  }
  expect(server.opened).toBe(3);
});

test('a connection closed by the pool is closed although the server keeps its side open', async () => {
  const server = await createHttp2Origin();
  const ends: net.Socket[] = [];
  afterwards(async () => ends.forEach((socket) => socket.destroy()));
  afterwards(() => server.close());
  server.on('/ok', (exchange) => exchange.reply(200, 'ok'));
  const sockets: net.Socket[] = [];
  let ended = 0;
  // Passes everything on but the end of either side.
  const relay = net.createServer({ allowHalfOpen: true }, (near) => {
    const far = net.connect(Number(new URL(server.url()).port), '127.0.0.1');
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => near.write(bytes));
    near.on('end', () => ended++);
    ends.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => relay.close(() => resolve())));
  const connect = (): net.Socket => {
    const socket = net.connect((relay.address() as net.AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    return socket;
  };
  const { client, pool } = await rig({
    pool: { idleTimeout: 50 },
    transport: { http2: true, tls: trusted, connect },
    baseUrl: server.url(),
  });
  expect(await client.get('/ok').text()).toBe('ok');
  await until(() => pool().idle === 0);
  await until(() => ended === 1);
  await until(() => sockets.every(({ destroyed }) => destroyed));
  expect(sockets.length).toBe(1);
});

test('an idle connection that the pool closes ends with GOAWAY and without a reset', async () => {
  const { client, server, pool } = await http2Rig({ pool: { idleTimeout: 50 } });
  const events: string[] = [];
  server.on('/x', (exchange) => {
    const { session } = exchange;
    session.on('goaway', (code: number) => events.push(`goaway ${code}`));
    session.on('error', (error: Error) => events.push(error.message));
    session.on('close', () => events.push('close'));
    exchange.reply(200, 'ok');
  });
  expect(await client.get('/x').text()).toBe('ok');
  await until(() => pool().idle === 0);
  await until(() => events.includes('close'));
  expect(events).toEqual(['goaway 0', 'close']);
});
