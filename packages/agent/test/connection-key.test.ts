import net from 'node:net';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import { caCertificate, clientCertificate, clientKey } from '@sluice/fixtures';
import { createAgentRegistry } from '@sluice/pool';
import { PooledHttpAgent, PooledHttpsAgent } from '../src/index.ts';

const registry = createAgentRegistry();
const agent = new PooledHttpsAgent({ registry });
const nameOf = (options: object): string =>
  agent.getName({ host: 'example.com', port: 443, servername: 'example.com', ...options });

/** Two values of each option, of which no connection may serve both. */
const DIFFERENT: Record<string, readonly [unknown, unknown]> = {
  host: ['example.com', 'example.org'],
  port: [443, 8443],
  localAddress: ['127.0.0.1', '127.0.0.2'],
  localPort: [1, 2],
  family: [4, 6],
  hints: [0, 1],
  lookup: [() => {}, () => {}],
  socketPath: ['/a', '/b'],
  blockList: [new net.BlockList(), new net.BlockList()],
  allowHalfOpen: [true, false],
  ca: [caCertificate, [caCertificate, clientCertificate]],
  cert: [undefined, clientCertificate],
  key: [undefined, clientKey],
  pfx: [[{ buf: Buffer.from('a'), passphrase: 'a' }], [{ buf: Buffer.from('a'), passphrase: 'b' }]],
  passphrase: ['a', 'A'],
  servername: ['example.com', 'example.org'],
  rejectUnauthorized: [true, false],
  minVersion: ['TLSv1.2', 'TLSv1.3'],
  maxVersion: ['TLSv1.2', 'TLSv1.3'],
  secureProtocol: ['TLSv1_2_method', 'TLS_method'],
  ciphers: ['A', 'a'],
  ecdhCurve: ['X25519', 'P-256'],
  sigalgs: ['a', 'b'],
  crl: ['a', 'b'],
  dhparam: ['a', 'b'],
  honorCipherOrder: [true, false],
  secureOptions: [0, 1],
  sessionIdContext: ['a', 'b'],
  clientCertEngine: ['a', 'b'],
  privateKeyEngine: ['a', 'b'],
  privateKeyIdentifier: ['a', 'b'],
  ALPNProtocols: [['http/1.1'], ['h2']],
  checkServerIdentity: [undefined, () => undefined],
  secureContext: [tls.createSecureContext(), tls.createSecureContext()],
  session: [Buffer.from('a'), Buffer.from('b')],
  minDHSize: [1024, 2048],
  pskCallback: [() => null, () => null],
  requestOCSP: [true, false],
  allowPartialTrustChain: [true, false],
  socket: [new net.Socket(), new net.Socket()],
};

test.each(Object.entries(DIFFERENT))('connections with different %s are not shared', (name, [one, other]) => {
  expect(nameOf({ [name]: one })).not.toBe(nameOf({ [name]: other }));
  expect(nameOf({ [name]: one })).toBe(nameOf({ [name]: one }));
});

test('options that make no difference to a connection do not change the key', () => {
  const plain = nameOf({});
  expect(plain).toBe('agent https://example.com:443');
  const same = {
    host: 'EXAMPLE.com',
    path: '/x',
    method: 'POST',
    headers: { a: 'b' },
    timeout: 5,
    noDelay: false,
  };
  expect(nameOf(same)).toBe(plain);
  expect(nameOf({ checkServerIdentity: tls.checkServerIdentity, ca: undefined })).toBe(plain);
  expect(nameOf({ ca: Buffer.from('ca') })).toBe(nameOf({ ca: new Uint8Array([99, 97]) }));
});

test('a change within an object changes the key', () => {
  const ca = [caCertificate];
  const before = nameOf({ ca });
  expect(nameOf({ ca })).toBe(before);
  ca.push(clientCertificate);
  expect(nameOf({ ca })).not.toBe(before);
  const bytes = Buffer.from('session');
  const first = nameOf({ session: bytes });
  bytes[0] = 0;
  expect(nameOf({ session: bytes })).not.toBe(first);
});

test('the key reveals no secret', () => {
  const name = nameOf({ key: clientKey, passphrase: 'hush' });
  expect(name).toMatch(/^agent https:\/\/example\.com:443 #[0-9a-f]{32}$/);
});

test('different values have different keys', () => {
  expect(nameOf({ ciphers: 'A', passphrase: 'B' })).not.toBe(nameOf({ ciphers: 'As1:B' }));
  expect(nameOf({ ca: ['ab', 'c'] })).not.toBe(nameOf({ ca: ['a', 'bc'] }));
});

test('schemes, partitions and subclasses with createConnection have separate connections', () => {
  class Own extends PooledHttpAgent {
    override createConnection(options: net.NetConnectOpts): net.Socket {
      return net.connect(options);
    }
  }
  const options = { host: 'example.com', port: 80 };
  const names = [
    new PooledHttpAgent({ registry }),
    new PooledHttpAgent({ registry, partition: 'a' }),
    new PooledHttpAgent({ registry, partition: 'b' }),
    new Own({ registry }),
  ].map((one) => one.getName(options));
  expect(new Set([...names, agent.getName(options)]).size).toBe(5);
  expect(new Own({ registry }).getName(options)).toBe(new Own({ registry }).getName(options));
  expect(new PooledHttpAgent({ registry, partition: 'a' }).getName(options)).toBe(names[1]);
});

test('limits of the registry are refused as options', () => {
  for (const given of [
    { maxSockets: 5 },
    { keepAlive: true },
    { scheduling: 'fifo' },
    { maxTotalSockets: 1 },
  ]) {
    expect(() => new PooledHttpAgent(given as never)).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_OPTION' }),
    );
  }
  expect(() => new PooledHttpAgent({ maxSockets: 5 } as never)).toThrow(/maxPerHost/);
  expect(() => new PooledHttpAgent({ registry, connectTimeout: 0 })).toThrow(/connectTimeout/);
  const bounded = new PooledHttpAgent({ registry: createAgentRegistry({ maxPerHost: 7, maxTotal: 9 }) });
  expect(bounded).toMatchObject({ maxSockets: 7, maxFreeSockets: 7, maxTotalSockets: 9, keepAlive: true });
});
