// Clients of other projects whose server closes idle connections.
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS } from './agents.ts';
import { startServer, type Scheme, type TestServer } from './server.ts';
import { CLIENTS } from './subjects/clients.ts';

const LARGE = 'x'.repeat(300_000);

const servers = {} as Record<Scheme, TestServer>;

beforeAll(async () => {
  for (const scheme of ['http', 'https'] as const) {
    // oxlint-disable-next-line no-await-in-loop -- two
    servers[scheme] = await startServer(scheme);
  }
});

afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

/**
 * Closes the connections of a server, and waits until their clients have read that: a request that meets a close fails on
 * every agent. A response can reach its client before the server counts its connection as idle.
 */
async function closeConnections({ server }: TestServer): Promise<void> {
  await expect
    .poll(() => {
      server.closeIdleConnections();
      return promisify(server.getConnections.bind(server))();
    })
    .toBe(0);
  // Each turn polls the sockets once.
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe.each(Object.entries(CLIENTS))('%s', (_name, client) => {
  test.each(['http', 'https'] as const)(
    'uploads a stream, and survives connections that the server closed (%s)',
    async (scheme) => {
      const server = servers[scheme];
      const outcomes: unknown[] = [];
      for (const kind of ['node', 'sluice'] as const) {
        const made = KINDS[kind]();
        const { agents } = made;
        // oxlint-disable no-await-in-loop -- one call after the other
        const pieces = ['one ', LARGE, ' three'];
        const uploaded = await client({ url: `${server.url}/echo`, agents, body: Readable.from(pieces) });
        const answers: unknown[] = [uploaded.body === pieces.join('')];
        for (let turn = 0; turn < 5; turn++) {
          await closeConnections(server);
          answers.push((await client({ url: `${server.url}/text`, agents })).body);
        }
        // oxlint-enable no-await-in-loop
        outcomes.push(answers);
        await expect.poll(() => made.pool()?.active ?? 0).toBe(0);
        await made.close();
      }
      expect(outcomes).toEqual([
        [true, 'text', 'text', 'text', 'text', 'text'],
        [true, 'text', 'text', 'text', 'text', 'text'],
      ]);
    },
  );
});
