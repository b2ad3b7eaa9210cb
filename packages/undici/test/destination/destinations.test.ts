import { expect, test } from 'vitest';
import { createAgentRegistry, poolOf } from '@sluice/pool';
import { Destinations } from '../../src/destination/destinations.ts';
import { parseTransportOptions } from '../../src/destination/transport-options.ts';
import type { WireConnection } from '../../src/connection/wire-connection.ts';

function made(options: object = {}): { of(url: string): { readonly key: string } } {
  const settings = parseTransportOptions({ ...options, registry: createAgentRegistry() });
  const pool = poolOf<WireConnection>(settings.registry);
  const destinations = new Destinations(pool, settings.wire);
  return { of: (url) => destinations.of({ origin: new URL(url).origin, url: new URL(url) }) };
}

test('an origin is worked out once', () => {
  const { of } = made();
  expect(of('http://a.test/x')).toBe(of('http://a.test/y?z'));
  expect(of('http://a.test/')).not.toBe(of('http://a.test:81/'));
});

test('V60: what is known of origins does not grow for ever, and what is made anew has the same key', () => {
  const { of } = made({ partition: 'a' });
  const first = of('http://a.test/');
  for (let count = 0; count < 10_000; count++) of(`http://${count}.test/`);
  const again = of('http://a.test/');
  expect(again).not.toBe(first);
  expect(again.key).toBe(first.key);
});

test('a key tells no secret', () => {
  const { of } = made({
    proxy: { url: 'http://user:geheim@proxy.test', headers: { 'proxy-authorization': 'Bearer geheim' } },
    tls: { passphrase: 'geheim' },
    partition: 'geheim',
  });
  expect(of('https://a.test/').key).toMatch(
    /^undici https:\/\/a\.test via http:\/\/proxy\.test:80 #[0-9a-f]{32}$/,
  );
});
