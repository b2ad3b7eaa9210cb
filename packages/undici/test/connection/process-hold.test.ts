import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { processHolders } from '@sluice/pool';
import { afterwards, failure, rig, until } from '../support/setup.ts';

test('an exchange holds the process until its body ends', async () => {
  const { origin, client } = await rig();
  origin.on('/slow').reply(200, { body: 'late', delay: 50 });
  const calls = [client.get('/slow').text(), client.get('/slow').text()];
  await until(() => processHolders() === 2);
  expect(await Promise.all(calls)).toEqual(['late', 'late']);
  expect(processHolders()).toBe(0);
});

test('an aborted call does not keep the process alive', async () => {
  const { origin, client } = await rig();
  origin.on('/slow').reply(200, { body: 'late', delay: 60_000 });
  const controller = new AbortController();
  const call = failure(client.get('/slow', { signal: controller.signal }).text());
  await until(() => processHolders() === 1);
  controller.abort();
  await call;
  expect(processHolders()).toBe(0);
});

const PROGRAM = `
import { createClient } from '@sluice/core';
import { undiciTransport } from '@sluice/undici';
const client = createClient({ transport: undiciTransport({ timeout: false }) });
for (let turn = 0; turn < 2; turn++) console.log(await client.get(process.argv[2]).text());
`;

test('a process ends with its last exchange, no sooner and no later', async () => {
  const { origin } = await rig();
  origin.on('/slow').reply(200, { body: 'ok', delay: 100 });
  const file = path.join(import.meta.dirname, `process-hold-${process.pid}.mjs`);
  await writeFile(file, PROGRAM);
  afterwards(() => rm(file));
  const flags = ['--conditions=@sluice/source', '--disable-warning=ExperimentalWarning'];
  const run = promisify(execFile)(process.execPath, [...flags, file, origin.url('/slow')], {
    timeout: 15_000,
  });
  expect(await run).toMatchObject({ stdout: 'ok\nok\n' });
});
