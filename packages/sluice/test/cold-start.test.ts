// Tests what `import 'sluice'` and the first calls load.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { originOf } from './setup.ts';
import { expect, test } from 'vitest';

/** The modules of Node.js that a program has loaded at its end. */
async function loadedBy(program: string): Promise<readonly string[]> {
  const report = `console.log(JSON.stringify(process.moduleLoadList))`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@sluice/source', '--no-warnings', '--input-type=module', '-e', `${program};${report}`],
    { cwd: import.meta.dirname, timeout: 60_000 },
  );
  return JSON.parse(stdout) as string[];
}

/** Node's own copy of undici, with `Response`, `Headers`, `FormData` and `WebSocket`. It takes as long to load as this client. */
const NODES_UNDICI = 'NativeModule internal/deps/undici/undici';

test.each([
  ['the import', ''],
  ['a GET', 'await api.get(url).json()'],
  ['a POST of JSON', 'await api.post(url, { json: { a: [1] } }).text()'],
  ['a POST of text', `await api.post(url, { body: 'text' }).text()`],
  ['a POST of bytes', 'await api.post(url, { body: new Uint8Array(10) }).text()'],
  ['a POST of fields', 'await api.post(url, { form: { a: 1 } }).text()'],
  [
    'a POST of a stream',
    'await api.post(url, { body: (async function* () { yield Buffer.from("1"); })() }).text()',
  ],
  ['a query', 'await api.get(url, { query: { a: 1 } }).text()'],
  [
    'an agent',
    'await new Promise((done) => http.get(url, { agent: httpAgent(sharedRegistry()) }, (answer) => answer.resume().on("end", done)))',
  ],
])("%s does not load Node's own copy of undici", async (_what, use) => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: { ok: true } });
  const imports = `import { createClient, sharedRegistry } from 'sluice'; import { httpAgent } from '@sluice/agent';
    const http = process.getBuiltinModule('http');`;
  const loaded = await loadedBy(
    `${imports} const url = '${origin.url('/x')}'; const api = createClient(); ${use}; await api.close()`,
  );
  expect(loaded).not.toContain(NODES_UNDICI);
});

test("a call of `client.fetch` has a Response of Node's", async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: { ok: true } });
  const loaded = await loadedBy(
    `import { createClient } from 'sluice';
     const response = await createClient().fetch('${origin.url('/x')}');
     if (!(response instanceof Response) || !(response.headers instanceof Headers)) throw new Error('of another class');
     await response.text()`,
  );
  expect(loaded).toContain(NODES_UNDICI);
});
