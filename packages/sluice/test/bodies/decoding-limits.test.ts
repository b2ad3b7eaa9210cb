import zlib from 'node:zlib';
import { startOriginProcess, type OriginProcess } from '@sluice/fixtures';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SluiceClient, SluiceOptions } from 'sluice';
import { checkLeaks, clientOf, failure } from '../setup.ts';

let origin: OriginProcess<{ port: number }>;

beforeAll(async () => {
  origin = await startOriginProcess(new URL('../support/coded-origin.ts', import.meta.url));
  await origin.ask('prepare');
});
afterAll(() => origin.close());
checkLeaks();

const MIB = 1_048_576;
/** Takes over a second to decode on any machine; 3.2 MB when received. */
const LONG = '/whole/gzip/600';
const CODINGS = ['gzip', 'deflate', 'br', 'zstd'] as const;

function client(options: SluiceOptions = {}): SluiceClient {
  return clientOf({ baseUrl: `http://127.0.0.1:${origin.ready.port}`, ...options });
}

/** Every way to read a decoded body. */
const READERS: Record<
  string,
  (client: SluiceClient, path: string, signal?: AbortSignal) => Promise<unknown>
> = {
  'call.bytes()': (api, path, signal) => api.get(path, { signal }).bytes(),
  'call.text()': (api, path, signal) => api.get(path, { signal }).text(),
  'call.json()': (api, path, signal) => api.get(path, { signal }).json(),
  'call.arrayBuffer()': (api, path, signal) => api.get(path, { signal }).arrayBuffer(),
  'call.blob()': (api, path, signal) => api.get(path, { signal }).blob(),
  'response.bytes()': async (api, path, signal) => (await api.get(path, { signal })).bytes(),
  'response.text()': async (api, path, signal) => (await api.get(path, { signal })).text(),
  'an iterator': async (api, path, signal) => count(await api.get(path, { signal })),
  'response.body': async (api, path, signal) => count((await api.get(path, { signal })).body),
  'client.fetch': async (api, path, signal) => {
    const url = `http://127.0.0.1:${origin.ready.port}${path}`;
    return (await api.fetch(url, { signal: signal ?? null })).arrayBuffer();
  },
};

async function count(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

/** An error, or the cause of an error that fetch throws. */
function beneath(error: Error): unknown {
  return error instanceof TypeError ? error.cause : error;
}

/** Bytes of array buffers. Above `bound`, garbage is collected first; V8 ends the sweep of a collection with the next. */
function heldBuffers(bound: number): number {
  if (process.memoryUsage().arrayBuffers >= bound) for (let turn = 0; turn < 2; turn++) globalThis.gc?.();
  return process.memoryUsage().arrayBuffers;
}

describe.each(Object.entries(READERS))('%s of a body that takes long to decode', (_, read) => {
  test('ends with the total limit', async () => {
    const error = await failure(read(client({ timeout: { total: 150 } }), LONG));
    expect(beneath(error) ?? error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'total' });
  });

  test('ends with the limit of the attempt, which is retried if the body is part of it', async () => {
    const api = client({ timeout: { attempt: 150 }, retry: { maxRetries: 1 } });
    const error = await failure(read(api, LONG));
    expect(beneath(error) ?? error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'attempt' });
    expect(api.stats().plugins.gate).toMatchObject({ running: 0 });
  });

  test('ends with the signal of its caller', async () => {
    const controller = new AbortController();
    const why = new Error('enough');
    setTimeout(() => controller.abort(why), 150);
    expect(await failure(read(client(), LONG, controller.signal))).toBe(why);
  });
});

test.each(CODINGS)(
  '%s: a long body is decoded without blocking the event loop, and is complete',
  async (coding) => {
    let turns = 0;
    let turning = true;
    const turn = (): void => {
      turns++;
      if (turning) setImmediate(turn);
    };
    turn();
    const bytes = await client().get(`/whole/${coding}/64`).bytes();
    turning = false;
    expect(bytes.length).toBe(64 * MIB);
    expect(bytes.subarray(250, 65_536).every((byte) => byte === 97)).toBe(true);
    expect(bytes.buffer.byteLength).toBe(bytes.length);
    // 1,024 slices of 64 KiB; several may end in one turn.
    expect(turns).toBeGreaterThan(200);
  },
);

test.each(CODINGS)('%s: memory stays near the limit on decoded bytes', async (coding) => {
  const maxDecodedBytes = 8 * MIB;
  const api = client({ maxDecodedBytes });
  const bound = process.memoryUsage().arrayBuffers + 5 * maxDecodedBytes;
  let peak = 0;
  const look = setInterval(() => (peak = Math.max(peak, heldBuffers(bound))), 1);
  const path = coding === 'gzip' ? LONG : `/whole/${coding}/128`;
  const errors = [await failure(api.get(path).bytes()), await failure(count(await api.get(path)))];
  clearInterval(look);
  for (const error of errors) expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_LIMIT' });
  expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThan(bound);
});

describe.each(CODINGS)('%s', (coding) => {
  test.each(['garbage', 'broken'])(
    'that is %s and never ends is refused at the first invalid byte, and not retried',
    async (kind) => {
      const before = await origin.ask<number>();
      const api = client({ timeout: { body: 5_000, total: 20_000 } });
      for (const read of Object.values(READERS)) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const error = await failure(read(api, `/${kind}/${coding}`));
        // The cause of an error of fetch has the code of zlib beside it.
        const { code, sluiceCode = code } = beneath(error) as { code?: string; sluiceCode?: string };
        expect(sluiceCode).toBe('ERR_SLUICE_BODY_DECODE');
      }
      expect((await origin.ask<number>()) - before).toBe(Object.keys(READERS).length);
    },
  );

  test('that is a bomb is refused while it arrives', async () => {
    const before = await origin.ask<number>();
    const api = client({ timeout: { total: 30_000 } });
    for (const read of Object.values(READERS)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const error = await failure(read(api, `/bomb/${coding}`));
      expect(beneath(error) ?? error).toMatchObject({ code: 'ERR_SLUICE_BODY_LIMIT' });
    }
    expect((await origin.ask<number>()) - before).toBe(Object.keys(READERS).length);
  });

  test('that ends with its connection before its end was cut short', async () => {
    const before = await origin.ask<number>();
    const api = client({ retry: { maxRetries: 1 } });
    const error = await failure(api.get(`/half/${coding}`).bytes());
    expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_CUT_SHORT' });
    expect((await origin.ask<number>()) - before).toBe(2);
  });
});

test('a decoder is closed however its body ends', async () => {
  const made: { destroyed: boolean }[] = [];
  const create = zlib.createGunzip.bind(zlib);
  vi.spyOn(zlib, 'createGunzip').mockImplementation((options) => {
    const decoder = create(options);
    made.push(decoder);
    return decoder;
  });
  const api = client({ retry: false });
  await api.get('/whole/gzip/1').bytes();
  await failure(api.get(LONG, { timeout: { total: 150 } }).bytes());
  await failure(api.get('/broken/gzip').bytes());
  await failure(api.get('/bomb/gzip').bytes());
  for await (const _ of await api.get('/whole/gzip/4')) break;
  const reader = (await api.get('/whole/gzip/4')).body.getReader();
  await reader.read();
  await reader.cancel();
  const discarded = await api.get(LONG);
  const reading = failure(discarded.bytes());
  discarded.discard();
  expect(await reading).toMatchObject({ code: 'ERR_SLUICE_BODY_DISCARDED' });
  expect(made.length).toBeGreaterThanOrEqual(6);
  await expect.poll(() => made.filter(({ destroyed }) => !destroyed)).toEqual([]);
});
