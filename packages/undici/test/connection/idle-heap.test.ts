import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createClient } from '@sluice/core';
import { heapInUse } from '@sluice/fixtures';
import { undiciTransport } from '../../src/index.ts';
import { afterwards } from '../support/setup.ts';

/** Another process's, so that its sockets are not on our heap. Answers when all of a host's connections are there. */
const ORIGIN = `
  const waiting = [];
  const server = require('node:http').createServer((request, response) => {
    waiting.push(response);
    if (waiting.length === Number(process.argv[1])) for (const each of waiting.splice(0)) each.end('ok');
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.on('disconnect', () => process.exit());
  setTimeout(() => process.exit(), 60_000);
`;

async function startOrigin(perHost: number): Promise<number> {
  const child = spawn(process.execPath, ['-e', ORIGIN, String(perHost)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  afterwards(async () => {
    child.disconnect();
    await once(child, 'exit');
  });
  const [line] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  return Number(String(line));
}

/** Bytes of heap an idle connection may take. */
const BOUND = 9_000;

test('an idle connection costs less than 9 KB of heap, its socket and its undici client included', async () => {
  const [hosts, perHost] = [10, 60];
  const port = await startOrigin(perHost);
  const client = createClient({
    transport: undiciTransport({
      pool: { maxIdle: 10_000, maxPerHost: perHost },
      lookup: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    }),
  });
  const fill = async (name: string): Promise<void> => {
    const call = (): Promise<string> => client.get(`http://${name}.test:${port}/`).text();
    await Promise.all(Array.from({ length: perHost }, call));
  };
  await fill('first');
  const before = await heapInUse();
  for (let host = 0; host < hosts; host++) await fill(`host-${host}`);
  const { idle } = client.stats().transport as { idle: number };
  const growth = (await heapInUse(before + BOUND * hosts * perHost)) - before;
  expect(idle).toBe((hosts + 1) * perHost);
  expect(growth / (hosts * perHost)).toBeLessThan(BOUND);
  await client.close();
});
