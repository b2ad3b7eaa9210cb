// Messages of other kinds than a plain response: expectations, HEAD, late rests, large bodies, aborted uploads, many at once.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trackLeaks } from '@sluice/fixtures';
import { KINDS, type AgentsUnderTest } from './agents.ts';
import type { Client } from './client.ts';
import { LARGE, startServer, type Scheme, type TestServer } from './server.ts';
import { CLIENTS } from './subjects/clients.ts';

const SCHEMES = ['http', 'https'] as const;

const servers = {} as Record<Scheme, TestServer>;

beforeAll(async () => {
  for (const scheme of SCHEMES) {
    // oxlint-disable-next-line no-await-in-loop -- two
    servers[scheme] = await startServer(scheme);
  }
});

afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

/** It sets its headers one by one, which Node.js refuses after `expect`, with which it sends the head. */
const SETS_HEADERS_LATE: ReadonlySet<string> = new Set(['superagent']);

/** The digest of a text, for short messages about differences. */
const digest = (text: string): string => `${text.length} ${createHash('sha1').update(text).digest('hex')}`;

/** Runs a test on Node's agents and on ours, and returns both outcomes. */
async function onBoth<Outcome>(
  run: (made: AgentsUnderTest) => Promise<Outcome>,
): Promise<{ readonly node: Outcome; readonly sluice: Outcome }> {
  const outcomes = {} as { node: Outcome; sluice: Outcome };
  for (const kind of ['node', 'sluice'] as const) {
    // oxlint-disable no-await-in-loop -- one kind after the other
    const leaks = kind === 'sluice' ? trackLeaks() : undefined;
    const made = KINDS[kind]();
    outcomes[kind] = await run(made);
    await expect.poll(() => made.pool()?.active ?? 0).toBe(0);
    expect(made.pool()?.waiting ?? 0).toBe(0);
    await made.close();
    await leaks?.assertNone({ within: 5_000 });
    leaks?.[Symbol.dispose]();
    // oxlint-enable no-await-in-loop
  }
  return outcomes;
}

describe.each(Object.entries(CLIENTS))('%s', (name, client: Client) => {
  test.each(SCHEMES)('HEAD and `expect: 100-continue` keep the connection (%s)', async (scheme) => {
    const server = servers[scheme];
    const { node, sluice } = await onBoth(async ({ agents }) => {
      const before = server.connections();
      const answers: unknown[] = [];
      for (let turn = 0; turn < 5; turn++) {
        // oxlint-disable no-await-in-loop -- in turn
        const { status, body } = await client({ url: `${server.url}/large`, agents, method: 'HEAD' });
        answers.push(status, body);
        const headers = SETS_HEADERS_LATE.has(name) ? {} : { expect: '100-continue' };
        const echoed = await client({ url: `${server.url}/echo`, agents, headers, body: `turn ${turn}` });
        answers.push(echoed.body);
        // oxlint-enable no-await-in-loop
      }
      return { answers, connections: server.connections() - before };
    });
    expect(sluice.answers).toEqual([0, 1, 2, 3, 4].flatMap((turn) => [200, '', `turn ${turn}`]));
    expect(sluice.answers).toEqual(node.answers);
    expect(sluice.connections).toBeLessThanOrEqual(node.connections);
  });

  test.each(SCHEMES)('large bodies in both directions (%s)', async (scheme) => {
    const { url } = servers[scheme];
    const { node, sluice } = await onBoth(async ({ agents }) => {
      const down = await client({ url: `${url}/large`, agents });
      const up = await client({ url: `${url}/echo`, agents, body: LARGE });
      return [down, up].map(({ body }) => digest(body));
    });
    expect(sluice).toEqual([LARGE, LARGE].map(digest));
    expect(sluice).toEqual(node);
  });

  test.each(SCHEMES)('an upload that is aborted while the server does not read it (%s)', async (scheme) => {
    const server = servers[scheme];
    const { node, sluice } = await onBoth(async ({ agents, pool }) => {
      const controller = new AbortController();
      const { signal } = controller;
      const seen = server.requests();
      const call = client({ url: `${server.url}/unread`, agents, body: LARGE, signal });
      const ended = call.then(
        () => 'answered',
        () => 'aborted',
      );
      await expect.poll(() => server.requests()).toBe(seen + 1);
      controller.abort();
      const outcome = await ended;
      await expect.poll(() => pool()?.active ?? 0).toBe(0);
      const { body } = await client({ url: `${server.url}/echo`, agents, body: 'next' });
      // A server that does not read a connection does not learn that its client has closed it.
      server.server.closeAllConnections();
      return [outcome, body];
    });
    expect(sluice).toEqual(['aborted', 'next']);
    expect(sluice).toEqual(node);
  });

  // On Node's agent, the rest of the first response makes the next request fail.
  test.each(SCHEMES.flatMap((scheme) => ([204, 304] as const).map((status) => [status, scheme] as const)))(
    'a %i whose chunked rest comes later does not disturb the next request (%s)',
    async (status, scheme) => {
      const { url } = servers[scheme];
      const made = KINDS.sluice();
      const { agents } = made;
      for (let turn = 0; turn < 10; turn++) {
        // oxlint-disable no-await-in-loop -- in turn
        const empty = await client({ url: `${url}/late/${status}`, agents });
        expect(empty).toEqual({ status, body: '' });
        expect((await client({ url: `${url}/echo`, agents, body: 'sent' })).body).toBe('sent');
        // oxlint-enable no-await-in-loop
      }
      await expect.poll(() => made.pool()?.active).toBe(0);
      await made.close();
    },
  );

  test('2,000 calls at once over TLS open at most maxPerHost connections', { timeout: 120_000 }, async () => {
    const { url, connections } = servers.https;
    const made = KINDS.sluice({ maxPerHost: 64 });
    const before = connections();
    const calls = Array.from({ length: 2_000 }, (_, index) =>
      index % 4 === 0
        ? client({ url: `${url}/echo`, agents: made.agents, body: 'text' })
        : client({ url: `${url}/text`, agents: made.agents }),
    );
    const answers = await Promise.all(calls);
    expect(answers.filter(({ status, body }) => status !== 200 || body !== 'text')).toEqual([]);
    expect(connections() - before).toBeLessThanOrEqual(64);
    await expect.poll(() => made.pool()).toMatchObject({ active: 0, waiting: 0, dialFailures: 0 });
    await made.close();
  });
});
