import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { caCertificate, type OriginProcess } from '@sluice/fixtures';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connections } from '../src/origin/loop.ts';
import type { OriginReady } from '../src/origin/origin.ts';
import { repeated, UPLOAD_SIZE } from '../src/payloads.ts';
import { PEERS } from '../src/peers/index.ts';
import type { Client, Peer } from '../src/peers/peer.ts';
import { canLoad } from '../src/probes/package-probes.ts';
import { startOrigin } from '../src/run/origin.ts';
import { TASKS } from '../src/work/task.ts';
import { supports, type Workload } from '../src/work/workload.ts';
import { WORKLOADS } from '../src/work/workloads.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-test-'));
const file = join(folder, 'upload');
let origin: OriginProcess<OriginReady>;

beforeAll(async () => {
  writeFileSync(file, repeated(UPLOAD_SIZE));
  origin = await startOrigin();
});
afterAll(async () => {
  await origin.close();
  rmSync(folder, { recursive: true });
});

/** One workload of each task at each server. */
const healthy = [
  ...new Map(
    WORKLOADS.filter(({ path }) => !/flaky|faults|errors|stale/.test(path)).map((one) => [
      `${one.task} ${one.server}`,
      one,
    ]),
  ).values(),
];

function urlOf({ server, path }: Workload): string {
  const host = server === 'plain' ? 'http://127.0.0.1' : 'https://localhost';
  return `${host}:${origin.ready.ports[server]}${path}`;
}

async function withClient(
  peer: Peer,
  workload: Workload,
  use: (client: Client) => Promise<void>,
): Promise<void> {
  const { connections, retry, server } = workload;
  const client = await peer.open({
    connections,
    retry,
    ca: caCertificate,
    http2: server === 'h2',
    reclaim: 1_000,
  });
  try {
    await use(client);
  } finally {
    await client.close();
  }
}

test.each(PEERS.map((peer) => [peer.name, peer] as const))(
  '%s does the work that it takes part in, and gets the right bodies',
  async (_name, peer) => {
    const own = healthy.filter((workload) => supports(peer, workload));
    expect(own.length).toBeGreaterThan(0);
    for (const workload of own) {
      await withClient(peer, workload, (client) =>
        TASKS[workload.task](client, { url: urlOf(workload), file }),
      );
    }
  },
);

test.each(PEERS.filter(({ retries }) => retries).map((peer) => [peer.name, peer] as const))(
  '%s retries what is answered with 503',
  async (_name, peer) => {
    const flaky = WORKLOADS.find(({ name }) => name === 'faults-50')!;
    await withClient(peer, flaky, async (client) => {
      for (let call = 0; call < 8; call++) await TASKS.user(client, { url: urlOf(flaky), file });
    });
  },
);

test('a wrong body is an error', async () => {
  const wrong = {
    json: () => Promise.resolve({ id: 2 }),
    post: () => Promise.resolve({ received: false }),
    bytes: () => Promise.resolve(new Uint8Array(1_048_576)),
    async stream(_url: string, onChunk: (chunk: Uint8Array) => void) {
      onChunk(repeated(1_048_575));
    },
    upload: () => Promise.resolve({}),
    close: () => Promise.resolve(),
  } satisfies Client;
  const input = { url: '', file };
  await expect(TASKS.user(wrong, input)).rejects.toThrow('wrong body');
  await expect(TASKS.order(wrong, input)).rejects.toThrow('wrong body');
  await expect(TASKS.bytes(wrong, input)).rejects.toThrow('wrong body');
  await expect(TASKS.stream(wrong, input)).rejects.toThrow('wrong body');
  await expect(TASKS.upload(wrong, input)).rejects.toThrow('wrong body');
});

test.each(PEERS.filter(canLoad))('the first call of $name reads an answer', async ({ firstCall = '' }) => {
  const url = `http://127.0.0.1:${origin.ready.ports.plain}/user`;
  // Begins to count.
  await origin.ask<Connections>({ what: 'count' });
  await promisify(execFile)(
    process.execPath,
    [
      '--conditions=@sluice/source',
      '--no-warnings',
      '--input-type=module',
      '-e',
      `const url = '${url}';${firstCall}`,
    ],
    { cwd: import.meta.dirname, timeout: 60_000 },
  );
  expect(await origin.ask<Connections>({ what: 'count' })).toMatchObject({ opened: 1 });
});

test('the origin fails the same numbered calls for every client, and forgets a call that was answered', async () => {
  const port = await origin.ask<number>({ what: 'hosts', count: 1 });
  const statusesOf = async (call: number): Promise<readonly number[]> => {
    const statuses: number[] = [];
    do statuses.push((await fetch(`http://127.0.0.1:${port}/numbered-faults?${call}`)).status);
    while (statuses.at(-1) !== 200);
    return statuses;
  };
  for (let round = 0; round < 2; round++) {
    expect(await Promise.all([0, 7, 70, 177, 777, 7_777].map(statusesOf))).toEqual([
      [200],
      [503, 200],
      [200],
      [503, 503, 200],
      [503, 503, 503, 200],
      [503, 503, 503, 200],
    ]);
  }
});
