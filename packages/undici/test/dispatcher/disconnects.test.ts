// The errors of `disconnect`, beside those of undici's Agent: who closed the connection, and why.
import net from 'node:net';
import { Readable } from 'node:stream';
import * as undici from 'undici';
import { describe, expect, test } from 'vitest';
import { caCertificate } from '@sluice/fixtures';
import { dispatcherOf } from '../../src/dispatcher/dispatcher.ts';
import { afterwards, failure, rig, until, type Rig } from '../support/setup.ts';

/** What ends the connection of a dispatcher. */
type Ending = (made: Rig, dispatcher: undici.Dispatcher) => Promise<unknown>;

async function text(url: string, dispatcher: undici.Dispatcher, options: object = {}): Promise<string> {
  const { body } = await undici.request(url, { dispatcher, ...options });
  return body.text();
}

/** A server that answers at the first byte. */
async function hasty(): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;
}

const ENDINGS: Record<string, Ending> = {
  'a response that closes it': ({ origin }, dispatcher) => text(origin.url('/bye'), dispatcher),
  'a request that resets it': ({ origin }, dispatcher) => text(origin.url('/x'), dispatcher, { reset: true }),
  'a response before the end of the upload': async (_made, dispatcher) =>
    text(await hasty(), dispatcher, {
      method: 'POST',
      body: new Readable({
        read() {
          setImmediate(() => this.push('x'));
        },
      }),
    }),
  'an abort in the body': async ({ origin }, dispatcher) => {
    const controller = new AbortController();
    const { body } = await undici.request(origin.url('/endless'), { dispatcher, signal: controller.signal });
    controller.abort();
    return failure(body.text());
  },
  'a close by the server while it is idle': async ({ origin }, dispatcher) => {
    await text(origin.url('/x'), dispatcher);
    await until(() => origin.connections().every(({ state }) => state === 'idle'));
    origin.closeIdle();
  },
  'a reset before the head': ({ origin }, dispatcher) =>
    failure(text(origin.url('/reset'), dispatcher, { method: 'POST' })),
};

describe.each([false, true])('TLS: %s', (tls) => {
  test.each(Object.entries(ENDINGS))('%s', async (_, end) => {
    const made = await rig({ origin: { tls } });
    const { origin, registry } = made;
    origin.on('/x').reply(200, { body: 'ok' });
    origin.on('/bye').reply(200, { body: 'ok', headers: { connection: 'close' } });
    origin.on('/endless').reply(200, { body: 'ok' }).fault({ do: 'stall', at: 'body', after: 1 });
    origin.on('/reset').fault({ do: 'reset', at: 'head' });
    const ca = { ca: caCertificate };
    const codes: unknown[] = [];
    for (const dispatcher of [
      new undici.Agent({ connect: ca, connections: 1 }),
      dispatcherOf(registry, { tls: ca }),
    ]) {
      const seen: unknown[] = [];
      dispatcher.on('disconnect', (_origin, _targets, error) => seen.push([error.name, errorCode(error)]));
      // oxlint-disable-next-line no-await-in-loop -- one dispatcher after the other
      await end(made, dispatcher);
      // oxlint-disable-next-line no-await-in-loop -- one dispatcher after the other
      await until(() => seen.length === 1);
      codes.push(seen);
      afterwards(() => dispatcher.destroy());
    }
    expect(codes[1]).toEqual(codes[0]);
  });
});

function errorCode(error: Error): unknown {
  return (error as Error & { readonly code?: unknown }).code;
}
