import http2 from 'node:http2';
import type net from 'node:net';
import { types } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { letStreamsGo } from '../../src/undici-internals/session-tables.ts';
import { afterwards, until } from '../support/setup.ts';

interface Tables {
  streams: Map<number, object>;
  pendingStreams: Set<object>;
}

/** What Node.js keeps of a session. */
function tablesOf(session: http2.ClientHttp2Session): Tables {
  const key = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'state');
  return (session as unknown as Record<symbol, Tables>)[key as symbol] as Tables;
}

/** A session whose server answers, except at `/never`. */
async function sessionOf(): Promise<http2.ClientHttp2Session> {
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (headers[':path'] === '/never') return;
    stream.respond({ ':status': 200 });
    stream.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = http2.connect(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
  session.on('error', () => undefined);
  afterwards(async () => {
    session.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return session;
}

function request(session: http2.ClientHttp2Session, path = '/'): { text: string; closed: boolean } {
  const seen = { text: '', closed: false };
  session
    .request({ ':path': path })
    .setEncoding('utf8')
    .on('data', (text) => (seen.text += text))
    .on('error', () => undefined)
    .on('close', () => (seen.closed = true));
  return seen;
}

test('Node.js itself keeps its streams in a Map and a Set', async () => {
  const { streams, pendingStreams } = tablesOf(await sessionOf());
  expect([types.isMap(streams), types.isSet(pendingStreams)]).toEqual([true, true]);
});

test('streams that begin before and after the session is connected end, and disappear', async () => {
  const session = await sessionOf();
  letStreamsGo(session);
  const { streams, pendingStreams } = tablesOf(session);
  expect([types.isMap(streams), types.isSet(pendingStreams)]).toEqual([false, false]);
  const early = Array.from({ length: 20 }, () => request(session));
  expect(pendingStreams.size).toBe(20);
  await until(() => !session.connecting);
  const late = Array.from({ length: 20 }, () => request(session));
  expect(streams.size).toBeGreaterThanOrEqual(20);
  await until(() => [...early, ...late].every(({ closed }) => closed));
  expect([...early, ...late].map(({ text }) => text)).toEqual(Array.from({ length: 40 }, () => 'ok'));
  expect([streams.size, pendingStreams.size]).toEqual([0, 0]);
});

test('a session that is closed ends with its last stream', async () => {
  const session = await sessionOf();
  letStreamsGo(session);
  await new Promise((resolve) => session.once('remoteSettings', resolve));
  const seen = request(session);
  session.close();
  await until(() => session.destroyed && seen.closed);
  expect(tablesOf(session).streams.size).toBe(0);
});

test('a session that is destroyed ends its streams, with a number and without one', async () => {
  const session = await sessionOf();
  letStreamsGo(session);
  const pending = await sessionOf();
  letStreamsGo(pending);
  await until(() => !session.connecting);
  const streams = [session, session, pending, pending].map((carrier) => request(carrier, '/never'));
  session.destroy();
  pending.destroy();
  await until(() => streams.every(({ closed }) => closed));
});

test('a session with streams keeps its tables', async () => {
  const session = await sessionOf();
  request(session);
  const { pendingStreams } = tablesOf(session);
  letStreamsGo(session);
  expect(tablesOf(session).pendingStreams).toBe(pendingStreams);
  await until(() => !session.connecting);
  request(session, '/never');
  const { streams } = tablesOf(session);
  letStreamsGo(session);
  expect(tablesOf(session).streams).toBe(streams);
});

test('a session of another form is left alone', () => {
  expect(() => letStreamsGo({} as http2.ClientHttp2Session)).not.toThrow();
});

test('the tables have what a Map and a Set have, whatever was added and deleted', () => {
  const items = Array.from({ length: 9 }, (_, id) => ({ id }));
  fc.assert(
    fc.property(fc.array(fc.nat(8)), (steps) => {
      const own: Record<symbol, Tables> = {};
      own[Symbol('state')] = { streams: new Map(), pendingStreams: new Set() };
      letStreamsGo(own as unknown as http2.ClientHttp2Session);
      const { streams, pendingStreams } = tablesOf(own as unknown as http2.ClientHttp2Session);
      const map = new Map<number, object>();
      const set = new Set<object>();
      for (const step of steps) {
        const item = items[step] as object;
        if (map.has(step)) {
          expect([streams.delete(step), pendingStreams.delete(item)]).toEqual([true, true]);
          expect([streams.delete(step), pendingStreams.delete(item)]).toEqual([false, false]);
          map.delete(step);
          set.delete(item);
        } else {
          streams.set(step, item);
          pendingStreams.add(item);
          map.set(step, item);
          set.add(item);
        }
        expect([streams.size, pendingStreams.size]).toEqual([map.size, set.size]);
        expect(streams.get(step)).toBe(map.get(step));
        const all: object[][] = [[], []];
        streams.forEach((stream) => all[0]?.push(stream));
        pendingStreams.forEach((stream) => all[1]?.push(stream));
        expect(all.map((list) => new Set(list))).toEqual([set, set]);
      }
    }),
  );
});
