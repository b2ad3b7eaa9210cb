import { afterEach, describe, expect, test } from 'vitest';
import { caCertificate, clientCertificate } from '@sluice/fixtures';
import { parseTransportOptions } from '../src/destination/transport-options.ts';
import { beside, failure, rig } from './support/setup.ts';

/**
 * What a polluted prototype would like to slip into a dial, by the names Node and undici read. Left out are those that
 * break every socket of the process, a server's too, and lead none elsewhere: `signal`, `onread`, `fd`,
 * `handle`, and `connect`, which Node takes for a listener.
 */
const POISON: Record<string, unknown> = {
  host: '127.0.0.99',
  hostname: '127.0.0.99',
  port: 1,
  path: '/no/such.sock',
  socketPath: '/no/such.sock',
  localAddress: '192.0.2.1',
  localPort: 1,
  family: 6,
  lookup: () => {
    throw new Error('evil');
  },
  timeout: 1,
  proxy: 'http://127.0.0.99:1/',
  allowHalfOpen: true,
  servername: 'evil.test',
  ca: clientCertificate,
  rejectUnauthorized: false,
  checkServerIdentity: () => undefined,
  requestCert: false,
  secureContext: {},
  session: Buffer.from('evil'),
  ALPNProtocols: ['evil'],
  minVersion: 'TLSv1.3',
  maxVersion: 'TLSv1.2',
  ciphers: 'none',
  pskCallback: () => ({ psk: Buffer.from('evil'), identity: 'evil' }),
  isServer: true,
  allowH2: true,
  pipelining: 10,
  maxRedirections: 5,
  reset: true,
  upgrade: 'evil',
};

afterEach(() => {
  for (const name of Object.keys(POISON)) Reflect.deleteProperty(Object.prototype, name);
});

function pollute(name: string): void {
  const value = POISON[name];
  // oxlint-disable-next-line no-extend-native -- the point of this test
  Object.defineProperty(Object.prototype, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

function clean(name: string): void {
  Reflect.deleteProperty(Object.prototype, name);
}

describe.each(Object.keys(POISON))('with %s on Object.prototype', (name) => {
  test('a call goes where it would go without it', async () => {
    const made = await rig({ pool: { keepAlive: false } });
    const { origin, client } = made;
    origin.on('/x').reply(200, { body: 'ok' });
    pollute(name);
    const text = await client.get('/x').text();
    const another = await beside(made).get('/x').text();
    clean(name);
    expect(text + another).toBe('okok');
    expect(origin.stats().requests).toBe(2);
  });

  test('TLS checks what it would check without it', async () => {
    const good = await rig({ origin: { tls: true }, transport: { tls: { ca: caCertificate } } });
    const bad = await rig({ origin: { tls: { certificate: 'self-signed' } } });
    const other = await rig({
      origin: { tls: { certificate: 'wrong-name' } },
      transport: { tls: { ca: caCertificate } },
    });
    good.origin.on('/x').reply(200, { body: 'ok' });
    pollute(name);
    const text = await good.client.get('/x').text();
    const refused = await failure(bad.client.get('/x').text());
    const misnamed = await failure(other.client.get('/x').text());
    clean(name);
    expect(text).toBe('ok');
    expect(refused).toMatchObject({ code: 'ERR_SLUICE_TLS' });
    expect(misnamed).toMatchObject({ code: 'ERR_SLUICE_TLS' });
    expect(bad.origin.stats().requests + other.origin.stats().requests).toBe(0);
  });
});

test('the records of sockets have no prototype that can be polluted', () => {
  expect(Object.getPrototypeOf(parseTransportOptions({}).wire.sockets)).toBeNull();
});
