// Many calls in flight against an origin that fails at random: no write without a key is processed twice.
import { caCertificate, type SeenRequest } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import got from 'got';
import { undiciTransport, type SluiceOptions } from 'sluice';
import { expect, test } from 'vitest';
import { json, op } from '../../src/index.ts';
import { apiOf, originOf } from '../setup.ts';

const ok = { 200: json<{ id: number }>() };
const OPERATIONS = {
  keyless: op('POST /items', { body: json<{ id: number }>(), ok }),
  keylessPut: op('PUT /items', { body: json<{ id: number }>(), ok, idempotency: 'none' }),
  keyed: op('POST /items', { body: json<{ id: number }>(), ok, idempotency: 'key' }),
};

const TRANSPORTS: readonly [string, boolean, () => SluiceOptions['transport']][] = [
  ['plain', false, () => undiciTransport({ pool: {} })],
  ['tls', true, () => undiciTransport({ pool: {}, tls: { ca: caCertificate } })],
  ['got', false, () => gotTransport({ pool: {} })],
  [
    'got, tls',
    true,
    () => gotTransport({ pool: {}, got: got.extend({ https: { certificateAuthority: caCertificate } }) }),
  ],
];

test.each(TRANSPORTS)('over %s', async (_name, tls, transport) => {
  const origin = await originOf({ tls, seed: 7 });
  origin
    .on('/items')
    .reply(503, {}, { chance: 0.1 })
    .reply(200, { json: { id: 1 } });
  origin.on('/items').fault({ do: 'reset', at: 'head' }, { chance: 0.1 });
  origin.on('/items').fault({ do: 'close', at: 'body', after: 3 }, { chance: 0.1 });
  origin.on('/items').fault({ do: 'close', at: 'idle' }, { chance: 0.2 });
  origin.on('/items').fault({ do: 'close', at: 'reuse' }, { chance: 0.1 });
  const api = apiOf(origin, OPERATIONS, { transport: transport(), gate: { maxPerHost: 20 } });
  const calls = Array.from({ length: 300 }, async (_, id) => {
    const name = (['keyless', 'keylessPut', 'keyed'] as const)[id % 3] ?? 'keyless';
    return { id, name, settled: await api[name]({ body: { id } }).settled() };
  });
  const settled = await Promise.all(calls);
  const received = new Map<number, SeenRequest[]>();
  for (const request of origin.seen('/items')) {
    const { id } = JSON.parse(request.text()) as { id: number };
    received.set(id, [...(received.get(id) ?? []), request]);
  }
  let failed = 0;
  for (const { id, name, settled: outcome } of settled) {
    const seen = received.get(id) ?? [];
    if (name === 'keyed') {
      const keys = new Set(seen.map((request) => request.header('idempotency-key')));
      expect(keys.size, `keyed ${id}`).toBe(1);
      continue;
    }
    expect(seen.length, `${name} ${id}`).toBeLessThanOrEqual(1);
    if (outcome.failure === undefined) continue;
    failed++;
    // What the phase promises.
    if (outcome.failure.phase === 'before-send') expect(seen, `${name} ${id}`).toHaveLength(0);
  }
  expect(failed).toBeGreaterThan(10);
});
