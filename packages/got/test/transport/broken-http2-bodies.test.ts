// What had arrived of a body over got's HTTP/2 reaches its reader before the error.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http2 from 'node:http2';
import type net from 'node:net';
import got from 'got';
import { createClient } from '@sluice/core';
import { caCertificate, serverKey, validCertificate } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { gotTransport } from '../../src/index.ts';
import { failure } from '../setup.ts';

test.each([1_000, 20_000, 200_000])('%i bytes that arrived before the reset of a stream', async (size) => {
  const sent = randomBytes(size);
  const sessions = new Set<http2.ServerHttp2Session>();
  let reset: (() => void) | undefined;
  const server = http2.createSecureServer({ key: serverKey, cert: validCertificate });
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.respond({ ':status': 200, 'content-length': 1_000_000 });
    stream.write(sent);
    reset = () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const instance = got.extend({ http2: true, https: { certificateAuthority: caCertificate } });
  const client = createClient({ transport: gotTransport({ got: instance }) });
  const response = await client.get(`https://localhost:${port}/`);
  await expect.poll(() => response.lifetime.received).toBeGreaterThanOrEqual(Math.min(size, 49_152));
  reset?.();
  await expect.poll(() => response.lifetime.settled).toBe(true);
  const chunks: Uint8Array[] = [];
  const read = async (): Promise<void> => {
    for await (const chunk of response) chunks.push(chunk);
  };
  expect(await failure(read())).toBeInstanceOf(Error);
  const bytes = Buffer.concat(chunks);
  expect(Buffer.compare(bytes, sent.subarray(0, bytes.length))).toBe(0);
  // The window of a stream has 65,535 bytes.
  expect(bytes.length).toBeGreaterThanOrEqual(Math.min(size, 65_535));
  await client.close();
  for (const session of sessions) session.destroy();
  await new Promise((resolve) => server.close(resolve));
});
