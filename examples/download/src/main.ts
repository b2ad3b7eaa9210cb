// Downloads a file with a progress bar, and continues an earlier run that was stopped.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { download } from '@sluice/sdk';
import { createClient } from 'sluice';
import { startFileServer } from './file-server.ts';
import { ProgressBar } from './progress-bar.ts';

const [given] = process.argv.slice(2);
const server = given === undefined ? await startFileServer() : undefined;
const url = server?.url ?? given ?? '';
const path = join(process.env['DOWNLOAD_FOLDER'] ?? tmpdir(), 'download.bin');

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('stopped; start again to continue')));

const client = createClient();
const bar = new ProgressBar(process.stdout);
try {
  const file = await download(client, url, path, {
    // The local server has another port in each run; the file is the same.
    key: server === undefined ? url : 'the file of the example',
    checksum: server?.checksum,
    signal: stop.signal,
    retry: { minDelay: 100 },
    onProgress: (progress) => bar.show(progress),
  });
  bar.end();
  const resumed = file.resumedFrom > 0 ? `, ${file.resumedFrom} of them from an earlier run` : '';
  const checked = file.verified.length > 0 ? `, checked by ${file.verified.join(', ')}` : '';
  console.log(`${file.path}: ${file.bytes} bytes${resumed}, in ${file.responses} answers${checked}`);
} catch (error) {
  bar.end();
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await client.close();
  await server?.close();
}
