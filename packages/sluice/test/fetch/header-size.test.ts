// Tests of the limit on header bytes that a program is started with.
import { execFile } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);

const program = `
  import { createClient } from 'sluice';
  const client = createClient({ retry: false });
  for (const send of [(url) => fetch(url), (url) => client.fetch(url), (url) => client.get(url)]) {
    try { console.log((await send(process.env.TARGET)).status); } catch { console.log('failed'); }
  }
  await client.close();
`;

async function outcomes(...options: string[]): Promise<string[]> {
  const server = http.createServer((_, response) => {
    response.setHeader('x-long', 'x'.repeat(5_000));
    response.end('ok');
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { stdout } = await run(
    process.execPath,
    ['--conditions=@sluice/source', '--no-warnings', ...options, '--input-type=module', '--eval', program],
    { env: { ...process.env, TARGET: `http://127.0.0.1:${port}/` }, cwd: import.meta.dirname },
  );
  return stdout.trim().split('\n');
}

test.each([
  ['without the option', [], '200'],
  ['--max-http-header-size below the size of a head', ['--max-http-header-size=4000'], 'failed'],
  ['--max-http-header-size above it', ['--max-http-header-size=40000'], '200'],
] as const)("as Node's fetch: %s", async (_, options, expected) => {
  expect(await outcomes(...options)).toEqual([expected, expected, expected]);
});
