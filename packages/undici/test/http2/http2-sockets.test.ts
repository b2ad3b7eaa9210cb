import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createClient, type Client, type CoreCallOptions } from '@sluice/core';
import { socketStates, startOriginProcess } from '@sluice/fixtures';
import { createAgentRegistry, poolOf, type PoolRegistry } from '@sluice/pool';
import { undiciTransport, type WireCallOptions } from '../../src/index.ts';
import { trusted } from '../support/http2-setup.ts';
import { afterwards, until } from '../support/setup.ts';

const module = new URL('../support/http2-frames-module.ts', import.meta.url);

const MAX_PER_HOST = 2;
const UPLOAD = new Uint8Array(16 << 20);

interface Uploading {
  readonly client: Client<CoreCallOptions & WireCallOptions>;
  readonly registry: PoolRegistry;
  /** Sockets that exist now. */
  open(): number;
  /** The most sockets that existed at one time. */
  most(): number;
  /** Waits until neither this process nor the system has a socket of the origin's clients. */
  nothingLeft(): Promise<void>;
}

/** A client beside an origin that stops reading; see the module. */
async function uploading(behaviour: string, pingTimeout = 60): Promise<Uploading> {
  const origin = await startOriginProcess<{ port: number }>(module, { args: [behaviour] });
  afterwards(() => origin.close());
  const { port } = origin.ready;
  const sockets = new Set<net.Socket>();
  let most = 0;
  const connect = (): net.Socket => {
    const socket = net.connect(port, '127.0.0.1');
    sockets.add(socket);
    most = Math.max(most, [...sockets].filter(({ destroyed }) => !destroyed).length);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const registry = createAgentRegistry({ maxPerHost: MAX_PER_HOST });
  afterwards(() => registry.close());
  const transport = undiciTransport({
    registry,
    http2: { pingAfter: 30, pingTimeout },
    tls: trusted,
    connect,
    timeout: { responseHeader: 100 },
  });
  return {
    client: createClient({ transport, baseUrl: `https://localhost:${port}` }),
    registry,
    open: () => sockets.size,
    most: () => most,
    async nothingLeft() {
      await until(() => sockets.size === 0);
      await until(() => {
        const { ESTABLISHED = 0, FIN_WAIT1 = 0 } = socketStates(port) ?? {};
        return ESTABLISHED + FIN_WAIT1 === 0;
      });
    },
  };
}

test.each(['stalls', 'answers', 'resets', 'leaves', 'complains', 'errs', 'ends'])(
  'uploads to a server that %s and then stops reading leave no socket, and never have more than maxPerHost',
  async (behaviour) => {
    const { client, registry, most, nothingLeft } = await uploading(behaviour);
    const pool = poolOf(registry);
    for (let round = 0; round < 3; round++) {
      const calls = Array.from({ length: 4 }, () => client.post('/', { body: UPLOAD }).text());
      // oxlint-disable-next-line no-await-in-loop -- one round after the other
      await Promise.allSettled(calls);
    }
    expect(pool.stats()).toMatchObject({ active: 0, waiting: 0 });
    expect(most()).toBeLessThanOrEqual(MAX_PER_HOST);
    await registry.close();
    await nothingLeft();
  },
);

test('uploads that their callers abort leave no socket after close()', async () => {
  const { client, registry, open, nothingLeft } = await uploading('stalls', 60_000);
  const calls = Array.from({ length: 4 }, () =>
    client.post('/', { body: UPLOAD, timeout: false, signal: AbortSignal.timeout(200) }).text(),
  );
  await Promise.allSettled(calls);
  // Its PING may still be answered.
  expect(open()).toBeGreaterThan(0);
  await registry.close();
  await nothingLeft();
});

test('a registry that is destroyed leaves no socket of the uploads in flight', async () => {
  const { client, registry, nothingLeft } = await uploading('stalls', 60_000);
  const calls = Array.from({ length: 4 }, () => client.post('/', { body: UPLOAD, timeout: false }).text());
  const settled = Promise.allSettled(calls);
  await until(() => poolOf(registry).stats().active > 0);
  await sleep(100);
  await registry.destroy(new Error('now'));
  expect((await settled).map(({ status }) => status)).toEqual(Array.from(calls, () => 'rejected'));
  await nothingLeft();
});
