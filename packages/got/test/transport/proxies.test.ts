import { afterEach, describe, expect, test } from 'vitest';
import { PooledHttpsAgent } from '@sluice/agent';
import { createClient } from '@sluice/core';
import { caCertificate, createFaultOrigin, createProxy, type ProxyOptions } from '@sluice/fixtures';
import { createAgentRegistry } from '@sluice/pool';
import { gotTransport } from '../../src/index.ts';
import { failure, until } from '../setup.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A client whose agents go through a proxy. */
async function behind(options: ProxyOptions = {}, login = '', connectTimeout = 10_000) {
  const proxy = await createProxy(options);
  const registry = createAgentRegistry();
  const where = `http://${login}127.0.0.1:${proxy.port}`;
  const made = { registry, ca: caCertificate, connectTimeout, proxyEnv: { HTTPS_PROXY: where } };
  const agent = new PooledHttpsAgent(made);
  const client = createClient({ transport: gotTransport({ registry, agent: { https: agent } }) });
  ends.push(async () => {
    expect(registry.stats()).toMatchObject({ connections: { active: 0, dialing: 0, waiting: 0 } });
    await client.close();
    await agent.close();
    await registry.close();
    await proxy.close();
  });
  return { proxy, client };
}

// Node 22.19 does not know `proxyEnv` yet.
describe.skipIf(Number.parseInt(process.versions.node) < 24)('proxies of the agents', () => {
  test('the agents carry a call', async () => {
    const { proxy, client } = await behind();
    const origin = await createFaultOrigin({ tls: true });
    ends.push(() => origin.close());
    origin.on('/').reply(200, { body: 'ok' });
    expect(await client.get(origin.url('/')).text()).toBe('ok');
    expect(proxy.seen.map(({ kind }) => kind)).toEqual(['connect']);
  });

  test.each([
    [407, false],
    [403, false],
    [302, false],
    [502, true],
  ])('53: a CONNECT answered by %i is an error with its status', async (status, retryable) => {
    const { client } = await behind({ fault: status });
    const error = await failure(client.get('https://nowhere.test/'));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_PROXY', phase: 'proxy', proxyStatus: status, retryable });
  });

  test.each([
    ['garbage', 'hello\r\n\r\n', 'ERR_SLUICE_PROXY'],
    ['bytes after its head', 'HTTP/1.1 200 OK\r\n\r\nmore', 'ERR_SLUICE_CONNECT'],
  ])('54: a CONNECT answered with %s is an error', async (_what, raw, code) => {
    const { client } = await behind({ fault: { raw } });
    expect(await failure(client.get('https://nowhere.test/'))).toMatchObject({ code });
  });

  test('55: a silent proxy ends at the connectTimeout of the agent', async () => {
    const { client } = await behind({ fault: 'stall' }, '', 100);
    const error = await failure(client.get('https://nowhere.test/'));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECT', systemCode: 'ETIMEDOUT' });
    await until(() => client.stats().calls.inFlight === 0);
  });

  test('56: refused credentials do not appear in the error', async () => {
    const { client } = await behind({ credentials: 'user:right' }, 'user:geheim@');
    const error = await failure(client.get('https://nowhere.test/'));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_PROXY', proxyStatus: 407 });
    const { cause } = error as { cause: Error };
    expect([error['message'], JSON.stringify(error), cause.message, cause.stack].join()).not.toContain(
      'geheim',
    );
  });
});
