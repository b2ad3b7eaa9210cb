// Tests what `import 'sluice'` and the first calls load.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createHttp2Origin } from '@sluice/fixtures';
import { originOf } from './setup.ts';
import { expect, test } from 'vitest';

/** What a program has loaded at its end: modules of Node.js, and files of undici such as `undici/index.js`. */
async function loadedBy(program: string): Promise<readonly string[]> {
  const report = `
    const { cache } = process.getBuiltinModule('module').createRequire(import.meta.url);
    const files = Object.keys(cache).map((file) => /\\/node_modules\\/(undici\\/.+)$/.exec(file)?.[1]);
    console.log(JSON.stringify([...process.moduleLoadList, ...files.filter((file) => file !== undefined)]))`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@sluice/source', '--no-warnings', '--input-type=module', '-e', `${program};${report}`],
    { cwd: import.meta.dirname, timeout: 60_000 },
  );
  return JSON.parse(stdout) as string[];
}

/** Node's own copy of undici, with `Response`, `Headers`, `FormData` and `WebSocket`. It takes as long to load as this client. */
const NODES_UNDICI = 'NativeModule internal/deps/undici/undici';

/** The file of undici that the first call loads. */
const CLIENT = 'undici/lib/dispatcher/client.js';

/** What undici has for other purposes. */
const BEYOND_CLIENT = /^undici\/(?:index\.js|lib\/(?:api|cache|handler|interceptor|mock|web)\/)/;

/** The files of undici, without the one that has its version. */
function filesOfUndici(loaded: readonly string[]): readonly string[] {
  return loaded.filter((file) => file.startsWith('undici/') && file !== 'undici/package.json');
}

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
  expect(filesOfUndici(loaded).filter((file) => BEYOND_CLIENT.test(file))).toEqual([]);
  expect(filesOfUndici(loaded).includes(CLIENT)).toBe(use !== '' && !use.includes('agent'));
});

test.each([
  ['the import', ''],
  ['making a client', 'createClient()'],
  ['a face for agents', 'sharedRegistry().httpAgent'],
  [
    'a registry with the property `dispatcher`',
    `if (!('dispatcher' in sharedRegistry())) throw new Error('without it')`,
  ],
])('%s loads no file of undici', async (_what, use) => {
  const loaded = await loadedBy(`import { createClient, sharedRegistry } from 'sluice'; ${use}`);
  expect(filesOfUndici(loaded)).toEqual([]);
});

test('the entry point for dispatchers loads the whole of undici, whose client is that of the calls', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: { ok: true } });
  const loaded = await loadedBy(
    `import { createClient, sharedRegistry } from 'sluice'; import { dispatcherOf } from 'sluice/dispatcher';
     await createClient().get('${origin.url('/x')}').json();
     const answer = await fetch('${origin.url('/x')}', { dispatcher: dispatcherOf(sharedRegistry()) });
     await answer.json(); await sharedRegistry().close()`,
  );
  expect(filesOfUndici(loaded)).toContain('undici/index.js');
  expect(filesOfUndici(loaded).filter((file) => file === CLIENT)).toHaveLength(1);
});

test('the property `dispatcher` of a registry loads the same face, with the pool of the calls', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: { ok: true } });
  const loaded = await loadedBy(
    `import { createAgentRegistry, createClient } from 'sluice'; import { dispatcherOf } from 'sluice/dispatcher';
     const registry = createAgentRegistry();
     const { dispatcher } = registry;
     if (dispatcher !== dispatcherOf(registry) || dispatcher !== registry.dispatcher) throw new Error('another object');
     await createClient({ registry }).get('${origin.url('/x')}').json();
     await (await fetch('${origin.url('/x')}', { dispatcher })).json();
     const { opened, reused } = registry.stats().connections;
     if (opened !== 1 || reused !== 1) throw new Error(\`\${opened} opened, \${reused} reused\`);
     await registry.close();
     try { registry.dispatcher; throw new Error('still there'); } catch (error) { if (error.name !== 'ClosedError') throw error; }`,
  );
  expect(filesOfUndici(loaded).filter((file) => file === CLIENT)).toHaveLength(1);
});

test('the property `dispatcher` says why the face cannot be loaded while an `import()` of it runs, and is there after it', async () => {
  await loadedBy(
    `import { createAgentRegistry } from 'sluice';
     const registry = createAgentRegistry();
     const imported = import('sluice/dispatcher');
     try {
       registry.dispatcher;
     } catch (error) {
       if (!/ an .import\\(\\). of it has not ended/.test(error.message)) throw error;
     }
     await imported;
     if (registry.dispatcher === undefined) throw new Error('no dispatcher');
     await registry.close()`,
  );
});

test('a call over HTTP/2 loads no file of undici', async () => {
  const origin = await createHttp2Origin();
  origin.on('/x').reply(200, { json: { ok: true } });
  const loaded = await loadedBy(
    `import { createClient, undiciTransport } from 'sluice';
     const transport = undiciTransport({ http2: true, tls: { rejectUnauthorized: false } });
     const response = await createClient({ transport }).get('${origin.url('/x')}');
     if (response.attempts[0].connection.protocol !== 'h2') throw new Error('over HTTP/1.1');
     await response.json(); await transport.close()`,
  );
  await origin.close();
  expect(filesOfUndici(loaded)).toEqual([]);
});

test('`require()` loads the client', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: { ok: true } });
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--conditions=@sluice/source',
      '--no-warnings',
      '--input-type=commonjs',
      '-e',
      `require('sluice').createClient().get('${origin.url('/x')}').text().then(console.log)`,
    ],
    { cwd: import.meta.dirname, timeout: 60_000 },
  );
  expect(stdout.trim()).toBe('{"ok":true}');
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
