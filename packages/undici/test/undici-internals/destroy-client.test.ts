import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from 'undici';
import { expect, test, vi } from 'vitest';
import { destroyClient } from '../../src/undici-internals/destroy-client.ts';

/** A program that destroys a client of undici while it sends a request. */
const PROGRAM = `
  import http from 'node:http';
  import { Client } from 'undici';
  const server = http.createServer(() => {}).listen(0, '127.0.0.1', () => {
    const client = new Client('http://127.0.0.1:' + server.address().port);
    client.dispatch({ path: '/', method: 'GET' }, {
      onRequestStart() {},
      onRequestSent() { client.destroy(new Error('destroyed'), () => {}); },
      onResponseStart() {},
      onResponseData() {},
      onResponseEnd() {},
      onResponseError() { server.close(); },
    });
  });`;

test('a client of undici that is destroyed while it sends a request ends the process', async () => {
  const args = ['--no-warnings', '--input-type=module', '-e', PROGRAM];
  const run = promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname, timeout: 60_000 });
  await expect(run).rejects.toMatchObject({
    stderr: expect.stringContaining('client[kPending] === 0') as string,
  });
});

test('a client that sends no request is destroyed at once', () => {
  const client = new Client('http://127.0.0.1:2');
  const destroy = vi.spyOn(client, 'destroy');
  destroyClient(client, new Error('destroyed'));
  expect(destroy).toHaveBeenCalledOnce();
  expect(client.destroyed).toBe(true);
});
