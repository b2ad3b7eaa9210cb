import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverKey, validCertificate } from '@sluice/fixtures';
import { FACES } from './faces.ts';

/** A body that a response without a body declares nevertheless, and sends a little later. */
const RESTS: Readonly<Record<string, readonly [declared: string, rest: string]>> = {
  'an empty chunked body': ['transfer-encoding: chunked', '0\r\n\r\n'],
  'a chunked body': ['transfer-encoding: chunked', '5\r\nhello\r\n0\r\n\r\n'],
  'a body of a declared length': ['content-length: 5', 'hello'],
};

/** Milliseconds between the head of a response without a body and the rest. */
const LATER = 2;

const PAIRS = 8;

/** Answers `GET /STATUS/INDEX` with the head of a response without a body and a rest that is late, a POST with `posted`. */
function onSocket(socket: net.Socket): void {
  let unread = '';
  socket.on('error', () => socket.destroy());
  socket.setNoDelay(true);
  socket.on('data', (data) => {
    unread += data.toString('latin1');
    for (;;) {
      const end = unread.indexOf('\r\n\r\n');
      const head = unread.slice(0, end).toLowerCase();
      const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
      if (end === -1 || unread.length < end + 4 + length) return;
      unread = unread.slice(end + 4 + length);
      const [, status, index] = /^get \/(\d+)\/(\d+) /.exec(head) ?? [];
      if (status === undefined) {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nposted');
      } else {
        const [declared, rest] = Object.values(RESTS)[Number(index)] ?? ['', ''];
        socket.write(`HTTP/1.1 ${status} Empty\r\n${declared}\r\n\r\n`);
        setTimeout(() => socket.write(rest), LATER);
      }
    }
  });
}

const servers = {
  http: net.createServer(onSocket),
  https: tls.createServer({ cert: validCertificate, key: serverKey }, onSocket),
};

beforeAll(async () => {
  for (const server of Object.values(servers)) {
    server.listen(0, '127.0.0.1');
    // oxlint-disable-next-line no-await-in-loop -- two
    await once(server, 'listening');
  }
});

afterAll(() => {
  for (const server of Object.values(servers)) server.close();
});

const CASES = (['http', 'https'] as const).flatMap((scheme) => [
  ...Object.keys(RESTS).map((rest, index) => ({ scheme, status: 204, rest, index })),
  { scheme, status: 304, rest: 'a chunked body', index: 1 },
]);

describe.each(Object.entries(FACES))('%s', (_name, make) => {
  test.each(CASES)(
    'a POST is never sent on a connection whose $status still has $rest to come ($scheme)',
    async ({ scheme, status, index }) => {
      const base = `${scheme}://localhost:${(servers[scheme].address() as net.AddressInfo).port}`;
      const face = make();
      const outcomes: unknown[] = [];
      for (let pair = 0; pair < PAIRS; pair++) {
        // oxlint-disable no-await-in-loop -- one after the other
        await face.call(`${base}/${status}/${index}`).catch(() => 'the response may be refused');
        outcomes.push(await face.call(`${base}/`, Buffer.from('hello')).catch((error: unknown) => error));
        // oxlint-enable no-await-in-loop
      }
      await face.close();
      expect(outcomes).toEqual(Array.from({ length: PAIRS }, () => 'posted'));
    },
  );
});
