import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { createClient } from '@sluice/core';
import { createAgentRegistry, poolOf } from '@sluice/pool';
import { caCertificate, serverKey, validCertificate } from '@sluice/fixtures';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { undiciTransport } from '../../src/index.ts';
import { afterwards } from '../support/setup.ts';

/** What a server might send after a body, to be taken for the answer to the next request. */
const SMUGGLED = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nEVIL';

/** How one answer is framed, cut up and spaced, and what its reader does. */
interface Script {
  readonly framing: 'length' | 'chunked' | 'close';
  readonly size: number;
  /** Where its bytes are cut, as shares of the whole. */
  readonly cuts: readonly number[];
  readonly gaps: readonly ('none' | 'turn' | 'ms')[];
  readonly trailing: boolean;
  readonly reads: 'text' | 'bytes' | 'slowly' | 'drain' | 'abort';
  /** When it is aborted, in turns of the event loop. */
  readonly abortAfter: number;
}

const script: fc.Arbitrary<Script> = fc.record({
  framing: fc.constantFrom('length', 'length', 'chunked', 'close'),
  size: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 60_000, max: 200_000 })),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
  gaps: fc.array(fc.constantFrom('none', 'turn', 'ms'), { minLength: 1, maxLength: 4 }),
  trailing: fc.boolean(),
  reads: fc.constantFrom('text', 'text', 'bytes', 'slowly', 'drain', 'abort'),
  abortAfter: fc.integer({ min: 0, max: 12 }),
});

function contentOf({ size }: Script, number: number): Buffer {
  return Buffer.alloc(size, `${number}abcdefghij`);
}

function wireOf(given: Script, number: number): Buffer {
  const content = contentOf(given, number);
  const { framing, trailing } = given;
  const end = Buffer.from(trailing && framing !== 'close' ? SMUGGLED : '');
  if (framing === 'close') {
    return Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'), content]);
  }
  if (framing === 'length') {
    return Buffer.concat([
      Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${content.length}\r\n\r\n`),
      content,
      end,
    ]);
  }
  const chunks: Buffer[] = [Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')];
  for (let at = 0; at < content.length; at += 40_000) {
    const piece = content.subarray(at, at + 40_000);
    chunks.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n'), end]);
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

async function answer(socket: net.Socket, given: Script, number: number): Promise<void> {
  const wire = wireOf(given, number);
  const cuts = [...given.cuts.map((share) => Math.floor(share * wire.length)), wire.length].sort(
    (a, b) => a - b,
  );
  let from = 0;
  for (const [index, to] of cuts.entries()) {
    if (socket.destroyed) return;
    socket.write(wire.subarray(from, to));
    from = to;
    const gap = given.gaps[index % given.gaps.length];
    // oxlint-disable-next-line no-await-in-loop -- the gaps are the point
    if (gap === 'turn') await turn();
    // oxlint-disable-next-line no-await-in-loop -- the gaps are the point
    if (gap === 'ms') await new Promise((resolve) => setTimeout(resolve, 1));
  }
  if (given.framing === 'close') socket.end();
}

/** A server whose answer to `/n` is the script of that number. */
async function serve(secure: boolean, scripts: readonly Script[]): Promise<string> {
  const onSocket = (socket: net.Socket): void => {
    let head = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      const number = Number(/^GET \/(\d+) /.exec(head)?.[1]);
      head = '';
      void answer(socket, scripts[number] as Script, number);
    });
  };
  const server = secure
    ? tls.createServer({ key: serverKey, cert: validCertificate }, onSocket)
    : net.createServer(onSocket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterwards(async () => {
    server.close();
    await once(server, 'close');
  });
  return `${secure ? 'https' : 'http'}://localhost:${(server.address() as net.AddressInfo).port}`;
}

test.each([
  ['plain', false],
  ['over TLS', true],
])(
  'a response arrives complete and alone, in whatever pieces it is sent, and nothing stays open: %s',
  async (_, secure) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(script, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (scripts, together) => {
          const baseUrl = await serve(secure, scripts);
          const registry = createAgentRegistry({ maxPerHost: 2 });
          const transport = undiciTransport({ registry, ...(secure && { tls: { ca: caCertificate } }) });
          const client = createClient({ transport, baseUrl });
          const one = async (given: Script, number: number): Promise<void> => {
            const expected = contentOf(given, number);
            const controller = new AbortController();
            const call = client.get(`/${number}`, {
              signal: controller.signal,
              drain: { bytes: 1e6, time: 2_000 },
            });
            if (given.reads === 'text') {
              expect(await call.text()).toBe(expected.toString());
            } else if (given.reads === 'bytes') {
              expect(expected.equals(await call.bytes())).toBe(true);
            } else if (given.reads === 'drain') {
              await call.drain();
            } else if (given.reads === 'slowly') {
              const got: Uint8Array[] = [];
              for await (const chunk of await call) {
                got.push(chunk);
                await turn();
              }
              expect(Buffer.concat(got).equals(expected)).toBe(true);
            } else {
              const read = call.text().then(
                (text) => expect(text).toBe(expected.toString()),
                (error: unknown) => expect(error).toBe('enough'),
              );
              for (let turns = 0; turns < given.abortAfter; turns++) await turn();
              controller.abort('enough');
              await read;
            }
          };
          if (together) await Promise.all(scripts.map(one));
          else for (const [number, given] of scripts.entries()) await one(given, number);
          const pool = poolOf(registry);
          expect(pool.stats()).toMatchObject({ active: 0, waiting: 0 });
          expect(client.stats().calls.inFlight).toBe(0);
          await client.close();
          await registry.close();
        },
      ),
      { numRuns: 25 },
    );
  },
);
