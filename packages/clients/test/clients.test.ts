import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trackLeaks } from '@sluice/fixtures';
import { KINDS, type AgentsUnderTest } from './agents.ts';
import type { Client } from './client.ts';
import { startServer, type Scheme, type TestServer } from './server.ts';
import { CLIENTS } from './subjects/clients.ts';

/** Calls one after the other. */
const IN_TURN = 40;

/** Calls in flight together. */
const TOGETHER = 50;

const LARGE = 'x'.repeat(300_000);

/** The outcome of a client with one kind of agents. */
interface Outcome {
  /** Complete responses to sequential requests. */
  readonly bursts: number;
  readonly posts: readonly string[];
  /** The connections that the sequential requests used. */
  readonly inTurnConnections: number;
  readonly together: number;
  readonly aborted: boolean;
  readonly afterAbort: string;
}

const servers = {} as Record<Scheme, TestServer>;

beforeAll(async () => {
  for (const scheme of ['http', 'https'] as const) {
    // oxlint-disable-next-line no-await-in-loop -- two
    servers[scheme] = await startServer(scheme);
  }
});

afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

async function tryOut(client: Client, { agents }: AgentsUnderTest, server: TestServer): Promise<Outcome> {
  const { url } = server;
  const before = server.connections();
  let bursts = 0;
  for (let call = 0; call < IN_TURN; call++) {
    // oxlint-disable-next-line no-await-in-loop -- in turn
    const { status, body } = await client({ url: `${url}/burst`, agents });
    if (status === 200 && body === 'in one burst') bursts++;
  }
  const posts: string[] = [];
  for (const body of ['small', LARGE, 'ünïcode']) {
    // oxlint-disable-next-line no-await-in-loop -- in turn
    const { body: echoed } = await client({ url: `${url}/echo`, agents, body });
    posts.push(echoed === body ? 'as sent' : echoed.slice(0, 100));
  }
  const inTurnConnections = server.connections() - before;
  const calls = Array.from({ length: TOGETHER }, (_, index) =>
    index % 2 === 0
      ? client({ url: `${url}/text`, agents })
      : client({ url: `${url}/echo`, agents, body: 'text' }),
  );
  const answers = await Promise.all(calls);
  const together = answers.filter(({ status, body }) => status === 200 && body === 'text').length;
  const controller = new AbortController();
  const seen = server.requests();
  const cut = client({ url: `${url}/cut`, agents, signal: controller.signal });
  const ended = cut.then(
    () => false,
    () => true,
  );
  await expect.poll(() => server.requests()).toBe(seen + 1);
  // For most clients, this is in the middle of the body; for a slow client, before the response. Both calls must end.
  await new Promise((resolve) => setTimeout(resolve, 20));
  controller.abort();
  const aborted = await ended;
  const { body: afterAbort } = await client({ url: `${url}/text`, agents });
  return { bursts, posts, inTurnConnections, together, aborted, afterAbort };
}

describe.each(Object.entries(CLIENTS))('%s', (_name, client) => {
  test.each(['http', 'https'] as const)(
    'has the same outcome on our agents as on Node’s (%s)',
    async (scheme) => {
      const outcomes = {} as Record<keyof typeof KINDS, Outcome>;
      for (const kind of ['node', 'sluice'] as const) {
        // oxlint-disable no-await-in-loop -- one kind after the other
        const leaks = kind === 'sluice' ? trackLeaks() : undefined;
        const made = KINDS[kind]();
        outcomes[kind] = await tryOut(client, made, servers[scheme]);
        await expect.poll(() => made.pool()?.active ?? 0).toBe(0);
        expect(made.pool()?.waiting ?? 0).toBe(0);
        await made.close();
        await leaks?.assertNone({ within: 5_000 });
        leaks?.[Symbol.dispose]();
        // oxlint-enable no-await-in-loop
      }
      const { inTurnConnections: ofNode, ...node } = outcomes.node;
      const { inTurnConnections: ofOurs, ...ours } = outcomes.sluice;
      expect(ours).toEqual({
        bursts: IN_TURN,
        posts: ['as sent', 'as sent', 'as sent'],
        together: TOGETHER,
        aborted: true,
        afterAbort: 'text',
      });
      expect(ours).toEqual(node);
      expect(ofOurs).toBeLessThanOrEqual(ofNode);
    },
  );
});
