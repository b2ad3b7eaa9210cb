import { createHash } from 'node:crypto';
import * as undici from 'undici';
import { expect, test } from 'vitest';
import { startOriginProcess } from '@sluice/fixtures';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { trusted } from '../support/http2-setup.ts';
import { afterwards, rig } from '../support/setup.ts';

const module = new URL('../support/http2-origin-module.ts', import.meta.url);

/** Sends a request, and returns the checksum that the origin announced and the body that arrived. */
type Send = (path: string, body: Uint8Array | undefined) => Promise<{ announced: string; bytes: Uint8Array }>;

async function faces(): Promise<Record<'transport' | 'dispatcher', Send>> {
  const origin = await startOriginProcess<{ port: number }>(module);
  afterwards(() => origin.close());
  const baseUrl = `https://localhost:${origin.ready.port}`;
  const { client, registry } = await rig({ transport: { http2: true, tls: trusted }, baseUrl });
  const dispatcher = dispatcherOf(registry, { http2: true, tls: trusted });
  return {
    async transport(path, body) {
      const response = await client(path, body === undefined ? {} : { method: 'PUT', body });
      expect(response.connection?.protocol).toBe('h2');
      return { announced: response.headers.get('x-sha256') ?? '', bytes: await response.bytes() };
    },
    async dispatcher(path, body) {
      const method = body === undefined ? 'GET' : 'PUT';
      const response = await undici.request(`${baseUrl}${path}`, { dispatcher, method, body: body ?? null });
      return { announced: String(response.headers['x-sha256']), bytes: await response.body.bytes() };
    },
  };
}

const REQUESTS: Record<
  string,
  { readonly path: string; readonly body?: Uint8Array; readonly length: number }
> = {
  'PUT of 3 KB': { path: '/0', body: Buffer.alloc(3_000, 'upload'), length: 3_000 },
  'PUT of 3 KB, with a length': { path: '/length/0', body: Buffer.alloc(3_000, 'upload'), length: 3_000 },
  'GET of 20 bytes': { path: '/20', length: 20 },
  'GET of 20 bytes, with a length': { path: '/length/20', length: 20 },
  'GET of 100 KB': { path: '/100000', length: 100_000 },
  'GET of 100 KB, with a length': { path: '/length/100000', length: 100_000 },
  'GET of nothing': { path: '/0', length: 0 },
};

const CASES = (['transport', 'dispatcher'] as const).flatMap((face) =>
  [1, 20, 200].map((callers) => ({ face, callers })),
);

test.each(CASES)(
  'the whole body arrives whenever its head does: $face, $callers callers',
  async ({ face, callers }) => {
    const send = (await faces())[face];
    const damaged: string[] = [];
    for (const [name, { path, body, length }] of Object.entries(REQUESTS)) {
      let left = Math.max(60, callers * 2);
      const call = async (): Promise<void> => {
        while (left-- > 0) {
          try {
            // oxlint-disable-next-line no-await-in-loop -- each caller has one request at a time
            const { announced, bytes } = await send(path, body);
            const sum = createHash('sha256').update(bytes).digest('hex');
            if (bytes.length !== length || sum !== announced) damaged.push(`${name}: ${bytes.length} bytes`);
          } catch (error) {
            damaged.push(`${name}: ${String(error)}`);
          }
        }
      };
      // oxlint-disable-next-line no-await-in-loop -- one kind of request after the other
      await Promise.all(Array.from({ length: callers }, call));
    }
    expect(damaged).toEqual([]);
  },
);

test.each(['transport', 'dispatcher'] as const)(
  'many long concurrent bodies on one connection do not cause a stream reset: %s',
  async (face) => {
    const send = (await faces())[face];
    const body = Buffer.alloc(1_048_576, 'upload');
    const sent = await Promise.allSettled(Array.from({ length: 60 }, () => send('/0', body)));
    const failed = sent.filter(({ status }) => status === 'rejected');
    expect(failed).toEqual([]);
    for (const result of sent)
      if (result.status === 'fulfilled') expect(result.value.bytes.length).toBe(body.length);
  },
);
