import net from 'node:net';
import type { Duplex } from 'node:stream';
import got from 'got';
import { expect, test } from 'vitest';
import { PooledHttpAgent } from '@sluice/agent';
import { NetworkError } from '@sluice/core';
import { createAgentRegistry } from '@sluice/pool';
import { failure, rig } from '../setup.ts';

/** A policy of the user: the dialed address is the checked address. */
class PublicOnly extends PooledHttpAgent {
  override createConnection(options: net.TcpNetConnectOpts): Duplex {
    const { host = '', port } = options;
    const address = host.endsWith('.test') ? '127.0.0.1' : host;
    if (address.startsWith('169.254.')) {
      throw new NetworkError('ERR_SLUICE_CONNECT', `${host} is a private address`, {
        phase: 'connect',
        retryable: false,
      });
    }
    return net.connect(port, address);
  }
}

test('69: a policy on addresses applies to every hop, and to addresses in URLs', async () => {
  const registry = createAgentRegistry();
  const agent = new PublicOnly({ registry });
  const { client, origin } = await rig({ transport: { agent: { http: agent } } });
  origin.on('/ok').reply(200, { body: 'ok' });
  origin.on('/metadata').redirect('http://169.254.169.254/latest');
  const at = `http://public.test:${origin.port}`;
  expect(await client.get(`${at}/ok`, { allowOtherOrigin: true }).text()).toBe('ok');
  for (const url of [`${at}/metadata`, 'http://169.254.169.254/latest']) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const error = await failure(client.get(url, { allowOtherOrigin: true }));
    expect(error).toMatchObject({
      code: 'ERR_SLUICE_CONNECT',
      message: expect.stringMatching(/^GET \S+: 169\.254\.169\.254 is a private address$/) as string,
      retryable: false,
    });
  }
  await agent.close();
  await registry.close();
});

test.each([
  ['http://127.0.0.1:2/', 'no connection to 127.0.0.1:2 (ECONNREFUSED)'],
  ['http://nowhere.test:8080/', 'the host name nowhere.test was not resolved (ENOTFOUND)'],
])('the error of %s names whom it did not reach', async (url, message) => {
  const unknown = Object.assign(new Error('not found'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
  const dnsLookup = ((_host: string, _options: object, callback: (error: Error) => void) =>
    void setImmediate(callback, unknown)) as never;
  const { client } = await rig({ transport: { got: got.extend({ dnsLookup }) } });
  expect(await failure(client.get(url, { allowOtherOrigin: true }))).toMatchObject({
    message: `GET ${url}: ${message}`,
  });
});
