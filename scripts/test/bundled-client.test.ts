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

test.each([
  ['esm', 'mjs'],
  ['cjs', 'cjs'],
] as const)('a bundle in the format %s makes a call', async (format, extension) => {
  // Outside the repository, where no import of a package succeeds.
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bundle-'));
  const server = http.createServer((_request, response) => response.end('{"id":1}')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const program = join(folder, 'program.js');
    await writeFile(
      program,
      `import { createClient } from 'sluice';
       createClient().get('http://127.0.0.1:${port}/').text().then(console.log);`,
    );
    const build = await rolldown({
      input: program,
      platform: 'node',
      resolve: {
        alias: { sluice: join(root, 'packages/sluice/src/index.ts') },
        conditionNames: ['@sluice/source', 'import', 'require', 'node', 'default'],
      },
    });
    const bundle = join(folder, `bundle.${extension}`);
    await build.write({ file: bundle, format, codeSplitting: false });
    await build.close();
    const { stdout } = await promisify(execFile)(process.execPath, [bundle], { timeout: 60_000 });
    expect(stdout.trim()).toBe('{"id":1}');
  } finally {
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  }
});
