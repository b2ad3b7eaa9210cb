// Limits of clients and of agents: every call ends, its connection is given up, and the next call succeeds.
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import { caCertificate, createSilentPort, trackLeaks, type SilentPort } from '@sluice/fixtures';
import { createAgentRegistry, poolOf, type PoolOptions } from '@sluice/pool';
import { KINDS } from './agents.ts';
import type { Agents, Call, Client } from './client.ts';
import { startServer, type Scheme, type TestServer } from './server.ts';
import { CLIENTS } from './subjects/clients.ts';

const SCHEMES = ['http', 'https'] as const;

/** With every agent, its limit ends the call, but leaves the body and its connection open. */
const LEAVES_BODY: ReadonlySet<string> = new Set(['gaxios 6']);

const servers = {} as Record<Scheme, TestServer>;
let silent: SilentPort;

/** A server that accepts connections, and never answers a TLS handshake. */
let mute: net.Server;

beforeAll(async () => {
  for (const scheme of SCHEMES) {
    // oxlint-disable-next-line no-await-in-loop -- two
    servers[scheme] = await startServer(scheme);
  }
  silent = await createSilentPort();
  mute = net.createServer((socket) => socket.resume().on('error', () => undefined));
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
});

afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.close()));
  await silent.close();
  mute.close();
});

/** The codes and messages of an error and of its causes. */
function described(error: unknown): string {
  const { code, message, cause, error: inner } = (error ?? {}) as Record<string, unknown>;
  return error instanceof Error
    ? `${String(code)} ${String(message)} ${described(cause)} ${described(inner)}`
    : '';
}

/** Our agents with options of their own. */
function agentsOf(limits: PoolOptions, options: { readonly connectTimeout?: number }) {
  const registry = createAgentRegistry(limits);
  const agents: Agents = {
    http: new PooledHttpAgent({ registry, ...options }),
    https: new PooledHttpsAgent({ registry, ca: caCertificate, ...options }),
  };
  return { agents, pool: () => poolOf(registry).stats(), close: () => registry.close() };
}

describe.each(Object.entries(CLIENTS))('%s', (name, client: Client) => {
  const waits = [
    ['for the headers', '/hang'],
    ...(LEAVES_BODY.has(name) ? [] : [['in the middle of a body', '/cut']]),
  ] as const;

  test.each(SCHEMES.flatMap((scheme) => waits.map(([wait, path]) => ({ scheme, wait, path: path }))))(
    'its own limit $wait ends the call and the connection, as on Node’s agent ($scheme)',
    async ({ scheme, path }) => {
      const server = servers[scheme];
      for (const kind of ['node', 'sluice'] as const) {
        // oxlint-disable no-await-in-loop -- one kind after the other
        const leaks = kind === 'sluice' ? trackLeaks() : undefined;
        const made = KINDS[kind]();
        const call: Call = { url: `${server.url}${path}`, agents: made.agents, timeout: 300 };
        const error = await client(call).catch((thrown: unknown) => thrown);
        expect(error, kind).toBeInstanceOf(Error);
        expect(described(error), kind).toMatch(/timeout|timed out|TIMEDOUT|abort|hang up/i);
        await expect.poll(server.open).toBe(0);
        expect(made.pool()?.active ?? 0).toBe(0);
        const next = await client({ url: `${server.url}/text`, agents: made.agents, timeout: 20_000 });
        expect(next, kind).toEqual({ status: 200, body: 'text' });
        await expect.poll(() => made.pool()?.active ?? 0).toBe(0);
        await made.close();
        await leaks?.assertNone({ within: 5_000 });
        leaks?.[Symbol.dispose]();
        // oxlint-enable no-await-in-loop
      }
    },
  );

  test.each(SCHEMES)('`connectTimeout` ends dials that nothing answers (%s)', async (scheme) => {
    const { agents, pool, close } = agentsOf({}, { connectTimeout: 150 });
    const { port } = scheme === 'http' ? silent : (mute.address() as net.AddressInfo);
    const calls = [1, 2].map(() =>
      client({ url: `${scheme}://127.0.0.1:${port}/text`, agents }).catch((thrown: unknown) => thrown),
    );
    for (const error of await Promise.all(calls)) expect(described(error)).toContain('ETIMEDOUT');
    expect(pool()).toMatchObject({ waiting: 0, active: 0, dialing: 0, opened: 0 });
    const { url } = servers[scheme];
    expect(await client({ url: `${url}/text`, agents })).toEqual({ status: 200, body: 'text' });
    await close();
  });

  test.each(SCHEMES)(
    'the pool’s limits on time and requests close connections between calls (%s)',
    async (scheme) => {
      const server = servers[scheme];
      const before = server.connections();
      for (const limits of [{ idleTimeout: 30 }, { maxAge: 30 }]) {
        // oxlint-disable no-await-in-loop -- one call after the other
        const { agents, pool, close } = agentsOf(limits, {});
        for (let call = 0; call < 3; call++) {
          expect((await client({ url: `${server.url}/text`, agents })).body).toBe('text');
          await expect.poll(() => pool().idle + pool().active).toBe(0);
          await expect.poll(server.open).toBe(0);
        }
        await close();
        // oxlint-enable no-await-in-loop
      }
      expect(server.connections() - before).toBe(6);
      const { agents, pool, close } = agentsOf({ maxRequests: 2 }, {});
      for (let call = 0; call < 6; call++) {
        // oxlint-disable-next-line no-await-in-loop -- as above
        expect((await client({ url: `${server.url}/echo`, agents, body: 'sent' })).body).toBe('sent');
        // oxlint-disable-next-line no-await-in-loop -- as above
        await expect.poll(() => pool().active).toBe(0);
      }
      expect(server.connections() - before).toBe(9);
      await close();
    },
  );
});
