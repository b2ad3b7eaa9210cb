// Clients of other projects whose server closes idle connections.
import { Readable } from 'node:stream';
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
          server.server.closeIdleConnections();
          // Time for the close to arrive: a request that meets it fails on every agent.
          await new Promise((resolve) => setTimeout(resolve, 20));
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
