import diagnostics_channel from 'node:diagnostics_channel';
import { once } from 'node:events';
import net from 'node:net';
import fc from 'fast-check';
import { Agent, request } from 'undici';
import { expect, test } from 'vitest';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { readDirectly } from '../../src/undici-internals/direct-reads.ts';
import { isLent, lend, sharedReads } from '../../src/undici-internals/lent-reads.ts';
import { UnsolicitedContinue } from '../../src/undici-internals/unsolicited-continue.ts';
import { rig, type Rig } from '../support/setup.ts';

const BODIES = ['a', 'b', 'c', 'd'] as const;

/** Answers with a body of one letter, in chunks that arrive apart from each other. */
function letters({ origin }: Rig, size = 3_000): void {
  for (const letter of BODIES) origin.on(`/${letter}`).reply(200, { body: letter.repeat(size) });
}

test('chunks of a body stay as they are, whatever the connections read later', async () => {
  const made = await rig({ pool: { maxPerHost: 1 } });
  letters(made, 200_000);
  const kept: { readonly letter: string; readonly chunks: Uint8Array[] }[] = [];
  for (const letter of BODIES) {
    const chunks: Uint8Array[] = [];
    // oxlint-disable-next-line no-await-in-loop -- one after the other, on one connection
    for await (const chunk of await made.client.get(`/${letter}`)) chunks.push(chunk);
    kept.push({ letter, chunks });
  }
  for (const { letter, chunks } of kept) {
    expect(Buffer.concat(chunks).equals(Buffer.alloc(200_000, letter))).toBe(true);
    expect(chunks.some(isLent)).toBe(false);
  }
});

test('a whole body has a buffer of its own length, and of its own content', async () => {
  const made = await rig();
  letters(made, 300_000);
  const wholes = await Promise.all(BODIES.map((letter) => made.client.get(`/${letter}`).bytes()));
  for (const [index, whole] of wholes.entries()) {
    expect(whole.buffer.byteLength).toBe(300_000);
    expect(Buffer.from(whole).equals(Buffer.alloc(300_000, BODIES[index]))).toBe(true);
  }
});

test('a handler of a dispatcher keeps chunks and header lines, also on a connection of a client', async () => {
  const made = await rig({ pool: { maxPerHost: 1 } });
  letters(made);
  const dispatcher = dispatcherOf(made.registry);
  const chunks: Buffer[] = [];
  const lines: (readonly Buffer[])[] = [];
  for (const letter of BODIES) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, on one connection
    await made.client.get(`/${letter}`).text();
    // oxlint-disable-next-line no-await-in-loop -- as above
    await new Promise<void>((resolve, reject) => {
      dispatcher.dispatch(
        { origin: made.origin.url(), path: `/${letter}`, method: 'GET' },
        {
          onRequestStart() {},
          onResponseStart: ({ rawHeaders }) => void lines.push(rawHeaders as unknown as Buffer[]),
          onResponseData: (_controller, chunk) => void chunks.push(chunk),
          onResponseEnd: () => resolve(),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  }
  expect(Buffer.concat(chunks).toString()).toBe(BODIES.map((letter) => letter.repeat(3_000)).join(''));
  for (const raw of lines) expect(raw.map(String)).toContain('3000');
});

test('a subscriber of undici keeps chunks of a client', async () => {
  const made = await rig({ pool: { maxPerHost: 1 } });
  letters(made);
  await made.client.get('/a').text();
  const chunks: Buffer[] = [];
  const keep = (message: unknown): void => void chunks.push((message as { chunk: Buffer }).chunk);
  diagnostics_channel.subscribe('undici:request:bodyChunkReceived', keep);
  try {
    for (const letter of BODIES) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, on one connection
      expect(await made.client.get(`/${letter}`).text()).toBe(letter.repeat(3_000));
    }
  } finally {
    diagnostics_channel.unsubscribe('undici:request:bodyChunkReceived', keep);
  }
  expect(Buffer.concat(chunks).toString()).toBe(BODIES.map((letter) => letter.repeat(3_000)).join(''));
});

test('undici knows the channels whose subscribers may keep bytes', async () => {
  const { origin } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  const seen: string[] = [];
  const names = ['headers', 'bodyChunkReceived', 'trailers'];
  const listeners = names.map((name) => () => void seen.push(name));
  for (const [index, name] of names.entries()) {
    diagnostics_channel.subscribe(`undici:request:${name}`, listeners[index] as () => void);
  }
  const dispatcher = new Agent();
  try {
    await (await request(origin.url('/x'), { dispatcher })).body.text();
  } finally {
    for (const [index, name] of names.entries()) {
      diagnostics_channel.unsubscribe(`undici:request:${name}`, listeners[index] as () => void);
    }
    await dispatcher.close();
  }
  expect(seen).toEqual(names);
});

test.runIf(process.platform !== 'win32')(
  'every byte comes once and in order, whenever a reader of lent bytes pauses or gives bytes back',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.constantFrom('go', 'pause', 'back'), { minLength: 1, maxLength: 12 }),
        async (sizes, turns) => {
          const sent = Buffer.concat(sizes.map((size, index) => Buffer.alloc(size, index + 1)));
          const server = net.createServer((socket) => socket.end(sent)).listen(0, '127.0.0.1');
          await once(server, 'listening');
          const { port } = server.address() as net.AddressInfo;
          const socket = net.connect({ port, host: '127.0.0.1', onread: sharedReads() });
          lend(socket, true);
          readDirectly(socket, new UnsolicitedContinue());
          const got: Buffer[] = [];
          let lent = 0;
          let turn = 0;
          let paused = false;
          const readMore = (): void => {
            while (!paused) {
              const chunk = socket.read() as Buffer | null;
              if (chunk === null) return;
              if (isLent(chunk)) lent++;
              const what = turns[turn++ % turns.length];
              const taken = what === 'back' ? Math.ceil(chunk.length / 2) : chunk.length;
              got.push(Buffer.from(chunk.subarray(0, taken)));
              if (taken < chunk.length) socket.unshift(chunk.subarray(taken));
              paused = what !== 'go';
              if (paused) {
                setImmediate(() => {
                  paused = false;
                  readMore();
                });
              }
            }
          };
          socket.on('readable', readMore);
          await once(socket, 'end');
          server.close();
          expect(Buffer.concat(got).equals(sent)).toBe(true);
          expect(lent).toBeGreaterThan(0);
        },
      ),
      { numRuns: 40 },
    );
  },
);

test('a short chunk that waited for its reader has a buffer of its own', async () => {
  const made = await rig();
  letters(made, 100);
  const response = await made.client.get('/a');
  await response.peek({ bytes: 100, time: 1_000 });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('a'.repeat(100));
  expect(chunks.map(({ buffer }) => buffer.byteLength)).toEqual([100]);
});

test.each(['head', 'trailers'])(
  'a %s that arrives in pieces stays as it was sent, whatever follows',
  async (part) => {
    const body = 'b'.repeat(70_000);
    const lines = ['HTTP/1.1 200 OK', 'x-first: one', 'content-encoding: identity', 'x-last: two'];
    const isHead = part === 'head';
    const framing = isHead ? `content-length: ${body.length}` : 'transfer-encoding: chunked';
    const head = `${[...lines, framing].join('\r\n')}\r\n\r\n`;
    const server = net.createServer((socket) => {
      socket.setNoDelay(true).on('error', () => undefined);
      const answer = async (): Promise<void> => {
        const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\nx-trailer: kept\r\n\r\n`;
        // In pieces of seven bytes, each of which is read by itself.
        for (let from = 0; from < head.length; from += 7) {
          socket.write(head.slice(from, from + 7));
          // oxlint-disable-next-line no-await-in-loop -- one piece after the other
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        socket.end(isHead ? body : chunked);
      };
      socket.once('data', () => void answer());
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const { client } = await rig();
    const response = await client.get(`http://127.0.0.1:${port}/`, { allowOtherOrigin: true });
    expect([...response.headers].slice(0, 3)).toEqual([
      ['x-first', 'one'],
      ['content-encoding', 'identity'],
      ['x-last', 'two'],
    ]);
    expect((await response.text()) === body).toBe(true);
    await new Promise((resolve) => server.close(resolve));
  },
);
