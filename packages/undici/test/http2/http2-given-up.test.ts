import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createClient } from '@sluice/core';
import { serverKey, validCertificate } from '@sluice/fixtures';
import { request } from 'undici';
import { undiciTransport } from '../../src/index.ts';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { trusted } from '../support/http2-setup.ts';
import { afterwards, pause, rig, until } from '../support/setup.ts';

interface Upload {
  bytes: number;
  /** The client has ended its side in good order, as behind a whole body. */
  ended: boolean;
  reset: number | undefined;
}

/** A server that notes how uploads end. It answers `/early` before it has read them. */
async function uploadServer(): Promise<{ url: string; uploads: Upload[] }> {
  const uploads: Upload[] = [];
  const server = http2.createSecureServer({ key: serverKey, cert: validCertificate });
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    const upload: Upload = { bytes: 0, ended: false, reset: undefined };
    uploads.push(upload);
    stream.on('data', (chunk: Buffer) => (upload.bytes += chunk.length));
    stream.on('error', () => undefined);
    stream.on('close', () => (upload.reset = stream.rstCode));
    // A stream that is reset ends as well, but not before it counts as aborted.
    stream.on('end', () => (upload.ended = !stream.aborted));
    if (headers[':path'] === '/early') stream.respond({ ':status': 200 });
    if (headers[':path'] === '/early') stream.end('enough');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(async () => {
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, uploads };
}

async function* halfOf(end: Promise<unknown>): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1_500);
  await end;
}

function client(): ReturnType<typeof createClient> {
  const made = createClient({ transport: undiciTransport({ pool: {}, tls: trusted, http2: true }) });
  afterwards(() => made.close());
  return made;
}

test('an upload whose source fails is reset, and never looks complete to the server', async () => {
  const { url, uploads } = await uploadServer();
  const failed = pause(20).then(() => Promise.reject(new Error('no more')));
  failed.catch(() => undefined);
  const call = client().put(`${url}/x`, { body: halfOf(failed) });
  await expect(call).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE' });
  await until(() => uploads[0]?.reset !== undefined);
  expect(uploads).toEqual([{ bytes: 1_500, ended: false, reset: http2.constants.NGHTTP2_CANCEL }]);
});

test('an upload that its caller aborts is reset, and never looks complete to the server', async () => {
  const { url, uploads } = await uploadServer();
  const aborting = new AbortController();
  const call = client().put(`${url}/x`, { body: halfOf(new Promise(() => {})), signal: aborting.signal });
  await Promise.all([
    expect(call).rejects.toMatchObject({ name: 'AbortError' }),
    until(() => (uploads[0]?.bytes ?? 0) > 0).then(() => aborting.abort()),
  ]);
  await until(() => uploads[0]?.reset !== undefined);
  expect(uploads).toEqual([{ bytes: 1_500, ended: false, reset: http2.constants.NGHTTP2_CANCEL }]);
});

test('an upload of bytes that is aborted midway is reset', async () => {
  const { url, uploads } = await uploadServer();
  const aborting = new AbortController();
  const call = client().put(`${url}/x`, { body: new Uint8Array(8 << 20), signal: aborting.signal });
  await Promise.all([
    expect(call).rejects.toMatchObject({ name: 'AbortError' }),
    until(() => (uploads[0]?.bytes ?? 0) > 0).then(() => aborting.abort()),
  ]);
  await until(() => uploads[0]?.reset !== undefined);
  expect(uploads[0]).toMatchObject({ ended: false });
});

test('the rest of an upload with an early response is reset', async () => {
  const { url, uploads } = await uploadServer();
  const text = await client()
    .put(`${url}/early`, { body: halfOf(new Promise(() => {})) })
    .text();
  expect(text).toBe('enough');
  await until(() => uploads[0]?.reset !== undefined);
  // Node.js has no `aborted` for a stream whose answer is complete: the code tells.
  expect(uploads[0]).toMatchObject({ bytes: 1_500, reset: http2.constants.NGHTTP2_CANCEL });
});

test('an upload of a dispatched request whose source fails is reset, and never looks complete to the server', async () => {
  const { url, uploads } = await uploadServer();
  const { registry } = await rig();
  const dispatcher = dispatcherOf(registry, { http2: true, tls: trusted });
  for (const wait of [0, 20]) {
    const failed = pause(wait).then(() => Promise.reject(new Error('no more')));
    failed.catch(() => undefined);
    const sent = request(`${url}/x`, { dispatcher, method: 'PUT', body: Readable.from(halfOf(failed)) });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await expect(sent).rejects.toThrow('no more');
  }
  await until(() => uploads.length === 2 && uploads.every(({ reset }) => reset !== undefined));
  expect(uploads).toEqual(
    uploads.map(() => ({ bytes: 1_500, ended: false, reset: http2.constants.NGHTTP2_CANCEL })),
  );
});
