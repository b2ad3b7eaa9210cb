// Tests that a bundle of a program with the client needs no file beside it: the bundler has followed the import of undici.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { root } from '../workspace.ts';

/** The formats of a bundle, and the extensions of its file. */
const FORMATS = [
  { format: 'esm', extension: 'mjs' },
  { format: 'cjs', extension: 'cjs' },
] as const;

/** What the bundle of a program prints. It runs outside the repository, where no import of a package succeeds. */
async function outputOf(code: string, { format, extension }: (typeof FORMATS)[number]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bundle-'));
  try {
    const program = join(folder, 'program.js');
    await writeFile(program, code);
    const build = await rolldown({
      input: program,
      platform: 'node',
      resolve: {
        alias: {
          'sluice/dispatcher': join(root, 'packages/sluice/src/dispatcher.ts'),
          sluice: join(root, 'packages/sluice/src/index.ts'),
        },
        conditionNames: ['@sluice/source', 'import', 'require', 'node', 'default'],
      },
    });
    const bundle = join(folder, `bundle.${extension}`);
    await build.write({ file: bundle, format, codeSplitting: false });
    await build.close();
    // pnpm's scripts set NODE_PATH, with which `require()` finds the packages of the repository.
    const env = { ...process.env, NODE_PATH: '' };
    const { stdout } = await promisify(execFile)(process.execPath, [bundle], { timeout: 60_000, env });
    return stdout.trim();
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs a test with the URL of a server. */
async function withServer(run: (url: string) => Promise<void>): Promise<void> {
  const server = http.createServer((_request, response) => response.end('{"id":1}')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test.each(FORMATS)('a bundle in the format $format makes a call', (format) =>
  withServer(async (url) => {
    const code = `import { createClient } from 'sluice'; createClient().get('${url}').text().then(console.log);`;
    expect(await outputOf(code, format)).toBe('{"id":1}');
  }),
);

test('the property `dispatcher` names the function that a bundle contains', async () => {
  const code = `import { createAgentRegistry } from 'sluice';
    try { console.log(createAgentRegistry().dispatcher); } catch (error) { console.log(String(error)); }`;
  const [esm, cjs] = await Promise.all(FORMATS.map((format) => outputOf(code, format)));
  expect(esm).toMatch(/^TypeError: .* imports `dispatcherOf` from 'sluice\/dispatcher'/);
  expect(cjs).toBe(esm);
});

test('a bundle that imports `dispatcherOf` has the dispatcher', () =>
  withServer(async (url) => {
    const code = `import { createAgentRegistry } from 'sluice'; import { dispatcherOf } from 'sluice/dispatcher';
      const dispatcher = dispatcherOf(createAgentRegistry());
      fetch('${url}', { dispatcher }).then((answer) => answer.text()).then(console.log);`;
    expect(await outputOf(code, { format: 'cjs', extension: 'cjs' })).toBe('{"id":1}');
  }));
