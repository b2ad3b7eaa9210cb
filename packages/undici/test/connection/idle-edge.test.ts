import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { afterwards, rig, until } from '../support/setup.ts';

/** A server in a process of its own that closes idle connections after a time it does not tell. */
const SERVER = `
import http from 'node:http';
const seen = new Map();
const server = http.createServer((request, response) => {
  let id = '';
  request.on('data', (chunk) => { id += chunk; });
  request.on('end', () => {
    seen.set(id, (seen.get(id) ?? 0) + 1);
    // Said in so many words, it comes without a hint of the time.
    response.setHeader('connection', 'keep-alive');
    response.end('ok');
  });
});
server.keepAliveTimeout = Number(process.argv[2]);
server.keepAliveTimeoutBuffer = 0;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => process.send({ seen: [...seen] }));
`;

/** In ms; longer than this process may stand still between its look at a connection and what it writes. */
const IDLE = 2_200;

async function startServer(): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const file = path.join(os.tmpdir(), `sluice-idle-edge-${process.pid}.mjs`);
  await writeFile(file, SERVER);
  const child = fork(file, [String(IDLE)], { execArgv: [] });
  afterwards(async () => {
    child.kill();
    await once(child, 'exit');
    await rm(file);
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port };
}

test('500 POSTs at the edge of the server’s unannounced idle limit: no error, and none processed twice', async () => {
  const { child, port } = await startServer();
  const { client, pool } = await rig();
  const url = `http://127.0.0.1:${port}/`;
  // A request that may be sent twice meets the limit first: from its end the client learns the idle limit of the server.
  await client.get(url, { allowOtherOrigin: true }).text();
  await until(() => pool().idle === 0);
  let next = 0;
  const errors: unknown[] = [];
  // Each worker lets its connection become idle for about as long as the server keeps it.
  const work = async (worker: number): Promise<void> => {
    for (let id = next++; id < 500; id = next++) {
      try {
        await client.post(url, { body: `post ${id}`, allowOtherOrigin: true }).text();
      } catch (error) {
        errors.push(error);
      }
      const edge = IDLE - 3 + ((worker + id) % 7);
      await new Promise((resolve) => setTimeout(resolve, id % 4 === 0 ? 1 : edge));
    }
  };
  await Promise.all(Array.from({ length: 250 }, (_, worker) => work(worker)));
  child.send('seen');
  const [{ seen }] = (await once(child, 'message')) as [{ seen: [string, number][] }];
  expect(seen.filter(([, times]) => times > 1)).toEqual([]);
  expect(errors.map(String)).toEqual([]);
  expect(seen.filter(([id]) => id.startsWith('post'))).toHaveLength(500);
  const { opened, reused } = pool();
  expect(opened).toBeGreaterThan(20);
  expect(reused).toBeGreaterThan(20);
});
