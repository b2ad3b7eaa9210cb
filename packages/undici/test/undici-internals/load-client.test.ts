// Loading undici's client at the first dial: what is loaded, and what a failure leaves behind.
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFaultOrigin, type FaultOrigin } from '@sluice/fixtures';
import { Client } from 'undici';
import { expect, test } from 'vitest';
import { loadClient, loadedClient } from '../../src/undici-internals/load-client.ts';
import { reportOf } from '../support/program.ts';

async function answering(): Promise<FaultOrigin> {
  const origin = await createFaultOrigin();
  origin.on('/x').reply(200, { body: 'ok' });
  return origin;
}

/** Refuses to find the files of undici that match. */
const hiding = (pattern: RegExp, code: string): string => `
  let refused = 0;
  const hidden = registerHooks({
    resolve(specifier, context, next) {
      if (!${String(pattern)}.test(specifier)) return next(specifier, context);
      refused++;
      throw Object.assign(new Error('not now'), { code: '${code}' });
    },
  });`;

test('it is loaded once, and is a class that undici itself has', async () => {
  const [first, second] = await Promise.all([loadClient(), loadClient()]);
  expect(first).toBe(second);
  expect(loadedClient()).toBe(first);
  expect(Object.getPrototypeOf(first)).toBe(Client);
});

test('the import of the transport loads no file of undici, and the first call only those of a client', async () => {
  await using origin = await answering();
  const [before, after] = (await reportOf(
    `
    const before = filesOfUndici();
    await client.get(url).text();
    report([before, filesOfUndici()]);
    await client.close();
    await registry.close();`,
    origin.url('/x'),
  )) as [string[], string[]];
  expect(before).toEqual(['package.json']);
  expect(after).toContain('lib/dispatcher/client.js');
  expect(after).not.toContain('index.js');
  expect(after.filter((file) => /lib\/(?:web|mock|cache|interceptor|handler|api)\//.test(file))).toEqual([]);
});

test('50 first calls share one import, and 50 connections', async () => {
  await using origin = await answering();
  const answer = await reportOf(
    `
    let imports = 0;
    registerHooks({ resolve(specifier, context, next) {
      if (specifier.startsWith('undici')) imports++;
      return next(specifier, context);
    } });
    const texts = await Promise.all(Array.from({ length: 50 }, () => client.get(url).text()));
    report({ texts: new Set(texts).size, imports, holders: processHolders() });
    await client.close();
    await registry.close();`,
    origin.url('/x'),
  );
  expect(answer).toEqual({ texts: 1, imports: 1, holders: 0 });
});

test.each(['ERR_MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'])(
  'a version of undici that has moved the file (%s) is loaded by its index',
  async (code) => {
    await using origin = await answering();
    const answer = await reportOf(
      `${hiding(/^undici\/lib/, code)}
      const text = await client.get(url).text();
      report({ text, refused, index: filesOfUndici().includes('index.js') });
      await client.close();
      await registry.close();`,
      origin.url('/x'),
    );
    expect(answer).toEqual({ text: 'ok', refused: 1, index: true });
  },
);

test('if undici cannot be loaded, the attempt fails, holds nothing, and the next one tries again', async () => {
  await using origin = await answering();
  const answer = await reportOf(
    `${hiding(/^undici/, 'EMFILE')}
    const net = process.getBuiltinModule('net');
    const sockets = [];
    const connect = ({ hostname, port }) => {
      sockets.push(net.connect(port, hostname));
      return sockets.at(-1);
    };
    const dialing = createClient({ transport: undiciTransport({ registry, connect }) });
    const errors = await Promise.all(Array.from({ length: 3 }, () => failureOf(dialing.get(url).text())));
    await dialing.close();
    const stats = poolOf(registry).stats();
    const holders = processHolders();
    hidden.deregister();
    report({
      errors: errors.map((error) => [isNetworkError(error), error.code, error.phase, error.retryable, error.systemCode, error.message]),
      distinct: new Set(errors).size,
      refused,
      held: [stats.dialing, stats.waiting, stats.idle, stats.active, holders],
      destroyed: sockets.map((socket) => socket.destroyed),
      text: await client.get(url).text(),
    });
    await client.close();
    await registry.close();`,
    origin.url('/x'),
  );
  expect(answer).toEqual({
    errors: Array.from({ length: 3 }, () => [
      true,
      'ERR_SLUICE_CONNECT',
      'connect',
      true,
      'EMFILE',
      expect.stringMatching(/: undici was not loaded \(EMFILE\)$/),
    ]),
    distinct: 3,
    // By `import()` and by `require()`, once for all dials.
    refused: 2,
    held: [0, 0, 0, 0, 0],
    destroyed: [true, true, true],
    text: 'ok',
  });
  expect(origin.stats().requests).toBe(1);
});

test.skipIf(process.platform === 'win32')(
  'a process without file descriptors recovers once it has some',
  async () => {
    await using origin = await answering();
    const answer = await reportOf(
      `
      const fs = process.getBuiltinModule('fs');
      // Node.js remembers a failure only if it knew the package.
      await import('undici/missing.js').catch(() => {});
      const held = [];
      try { for (;;) held.push(fs.openSync('/dev/null')); } catch {}
      // At first none for the socket, then one, and none for the files.
      const outcomes = [];
      for (let call = 0; call < 4; call++) {
        outcomes.push(String(await client.get(url).text().catch((error) => error.message)));
        fs.closeSync(held.pop());
      }
      for (const descriptor of held) fs.closeSync(descriptor);
      report({ outcomes, text: await client.get(url).text(), holders: processHolders() });
      await client.close();
      await registry.close();`,
      origin.url('/x'),
      'ulimit -n 80',
    );
    const outcomes = expect.arrayContaining([expect.stringContaining('undici was not loaded')]) as string[];
    expect(answer).toEqual({ outcomes, text: 'ok', holders: 0 });
  },
);

test('a connection that the server closes while undici is loaded fails its attempt before the first use', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sluice-'));
  const closed = path.join(folder, 'closed');
  const server = net
    .createServer((socket) => socket.on('close', () => writeFileSync(closed, '')).destroy())
    .listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  const answer = await reportOf(
    `
    // While undici is evaluated, its program does nothing else.
    const { existsSync } = process.getBuiltinModule('fs');
    registerHooks({ resolve(specifier, context, next) {
      const lock = new Int32Array(new SharedArrayBuffer(4));
      if (specifier.endsWith('client-h1.js'))
        while (!existsSync(${JSON.stringify(closed)})) Atomics.wait(lock, 0, 0, 5);
      return next(specifier, context);
    } });
    const error = await failureOf(client.post(url, { body: 'x' }).text());
    const { dialing, waiting, idle, active } = poolOf(registry).stats();
    report([isNetworkError(error), error.retryable, error.bytesWritten, dialing + waiting + idle + active, processHolders()]);
    await client.close();
    await registry.close();`,
    `http://127.0.0.1:${port}/`,
  );
  server.close();
  await rm(folder, { recursive: true });
  expect(answer).toEqual([true, true, 0, 0, 0]);
});

test('undici is loaded outside the async context of the first caller', async () => {
  await using origin = await answering();
  const answer = await reportOf(
    `
    import { AsyncLocalStorage } from 'node:async_hooks';
    const user = new AsyncLocalStorage();
    const seen = [];
    registerHooks({ resolve(specifier, context, next) {
      if (specifier.startsWith('undici')) seen.push(user.getStore() ?? 'none');
      return next(specifier, context);
    } });
    const after = await user.run('Ada', async () => {
      await client.get(url).text();
      return user.getStore();
    });
    report([seen, after]);
    await client.close();
    await registry.close();`,
    origin.url('/x'),
  );
  expect(answer).toEqual([['none'], 'Ada']);
});

test('a first dial that fails is published on the channels of undici before its call fails, in the context of the caller', async () => {
  // The dial fails at once, before undici can be loaded.
  const answer = await reportOf(
    `
    import { AsyncLocalStorage } from 'node:async_hooks';
    import { subscribe } from 'node:diagnostics_channel';
    const user = new AsyncLocalStorage();
    const seen = [];
    for (const name of ['undici:request:create', 'undici:client:connectError', 'undici:request:error'])
      subscribe(name, () => seen.push(name + ' ' + user.getStore()));
    const before = await user.run('Ada', async () => {
      const connect = () => { throw new Error('no'); };
      const failing = createClient({ transport: undiciTransport({ registry, connect }) });
      await failureOf(failing.get(url).text());
      const first = [...seen];
      await new Promise(setImmediate);
      await failing.close();
      return [first, seen];
    });
    report(before);
    await client.close();
    await registry.close();`,
    'http://127.0.0.1:2/',
  );
  const [first, all] = answer as [string[], string[]];
  expect(first[0]).toBe('undici:request:create Ada');
  expect(all).toEqual([
    'undici:request:create Ada',
    'undici:client:connectError Ada',
    'undici:request:error Ada',
  ]);
});

test('a call on a virtual clock waits for the import as for I/O', async () => {
  await using origin = await answering();
  const answer = await reportOf(
    `
    import { createVirtualClock } from '@sluice/fixtures';
    const clock = createVirtualClock();
    const own = createClient({ transport: undiciTransport({ registry }), clock });
    const text = own.get(url).text();
    // The limit of the dial is ten seconds.
    await clock.advance(9_000);
    report(await text);
    await own.close();
    await client.close();
    await registry.close();`,
    origin.url('/x'),
  );
  expect(answer).toBe('ok');
});

test('the transport is loaded by `require()` as well', async () => {
  await using origin = await answering();
  const answer = await reportOf(
    `
    const { undiciTransport: required } = createRequire(import.meta.url)('@sluice/undici');
    report(required === undiciTransport);
    await client.close();
    await registry.close();`,
    origin.url('/x'),
  );
  expect(answer).toBe(true);
});
