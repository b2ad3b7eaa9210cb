import { createHash, randomBytes } from 'node:crypto';
import diagnostics_channel from 'node:diagnostics_channel';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { beforeAll, expect, test } from 'vitest';
import { caCertificate, serverKey, validCertificate } from '@sluice/fixtures';
import type { UndiciTransportOptions } from '../../src/index.ts';
import { sendsBeforeNext } from '../../src/undici-internals/lent-pieces.ts';
import { afterwards, rig } from '../support/setup.ts';

const CONTENT = randomBytes(3_000_001);
const HASH = sha256(CONTENT);

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

let file = '';
beforeAll(async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-lent-'));
  file = path.join(folder, 'file');
  await writeFile(file, CONTENT);
  return () => rm(folder, { recursive: true });
});

/** Answers with the hash of what it has received; reads in steps, so that the client has to wait. */
async function server(secure: boolean): Promise<string> {
  const onRequest: http.RequestListener = (request, response) => {
    const hash = createHash('sha256');
    request.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      request.pause();
      setImmediate(() => request.resume());
    });
    request.on('end', () => response.end(hash.digest('hex')));
    request.on('error', () => undefined);
  };
  const made = secure
    ? https.createServer({ key: serverKey, cert: validCertificate }, onRequest)
    : http.createServer(onRequest);
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  afterwards(async () => {
    made.closeAllConnections();
    await new Promise((resolve) => made.close(resolve));
  });
  const { port } = made.address() as net.AddressInfo;
  return secure ? `https://localhost:${port}/` : `http://127.0.0.1:${port}/`;
}

/** Uploads the file so many times at once. */
async function hashes(
  url: string,
  uploads: number,
  transport: UndiciTransportOptions = {},
  options: { expectContinue?: boolean } = {},
): Promise<string[]> {
  const { client } = await rig({ baseUrl: url, transport: { tls: { ca: caCertificate }, ...transport } });
  const upload = (): Promise<string> => client.post(url, { body: { file }, ...options }).text();
  return Promise.all(Array.from({ length: uploads }, upload));
}

test.each([
  ['HTTP/1.1', false, 1],
  ['HTTP/1.1', false, 20],
  ['TLS', true, 1],
  ['TLS', true, 20],
])('a file arrives as it is over %s (TLS: %s), %i at once', async (_name, secure, uploads) => {
  const url = await server(secure);
  expect(new Set(await hashes(url, uploads))).toEqual(new Set([HASH]));
});

test('a file arrives as it is after a 100', async () => {
  const url = await server(false);
  expect(await hashes(url, 2, {}, { expectContinue: true })).toEqual([HASH, HASH]);
});

test('a stream of the caller that keeps what is written keeps the right bytes', async () => {
  const url = await server(false);
  const kept: Buffer[] = [];
  const connect = (): Duplex => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    const stream = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        kept.push(chunk);
        socket.write(chunk);
        done();
      },
      final: (done) => socket.end(done),
      destroy: (_error, done) => (socket.destroy(), done(null)),
    });
    socket.on('data', (chunk) => stream.push(chunk));
    socket.on('error', () => stream.destroy());
    socket.on('close', () => stream.push(null));
    return stream;
  };
  expect(await hashes(url, 1, { connect })).toEqual([HASH]);
  expect(sha256(Buffer.concat(kept).subarray(-CONTENT.length))).toBe(HASH);
});

test('a subscriber of undici’s channel that keeps the pieces keeps the right bytes', async () => {
  const url = await server(false);
  const kept: Uint8Array[] = [];
  const keep = (message: unknown): void => void kept.push((message as { chunk: Uint8Array }).chunk);
  diagnostics_channel.subscribe('undici:request:bodyChunkSent', keep);
  try {
    expect(await hashes(url, 1)).toEqual([HASH]);
  } finally {
    diagnostics_channel.unsubscribe('undici:request:bodyChunkSent', keep);
  }
  expect(sha256(Buffer.concat(kept))).toBe(HASH);
});

test('a socket takes lent pieces unless its buffer is longer than a piece; other streams do not', () => {
  const socket = new net.Socket();
  expect(sendsBeforeNext(socket)).toBe(true);
  Object.defineProperty(socket, 'writableHighWaterMark', { value: 1_000_000 });
  expect(sendsBeforeNext(socket)).toBe(false);
  expect(sendsBeforeNext(new Duplex())).toBe(false);
});
