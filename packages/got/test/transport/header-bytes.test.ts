// The limit of the header bytes of a response, which is the same over HTTP/1.1, TLS and HTTP/2.
import got from 'got';
import got14 from 'got14';
import got15 from 'got15';
import { caCertificate, createFaultOrigin, createHttp2Origin } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { failure, rig } from '../setup.ts';

const VERSIONS = { 14: got14, 15: got15, 16: got };

const CASES = (['plain', 'tls', 'h2'] as const).flatMap((protocol) =>
  ([14, 15, 16] as const).flatMap((version) =>
    ([undefined, 48_000] as const).map((maxHeaderSize) => [protocol, version, maxHeaderSize] as const),
  ),
);

test.each(CASES)('%s, got %i, with maxHeaderSize %s', async (protocol, version, maxHeaderSize) => {
  const https = { certificateAuthority: caCertificate };
  const instance = (VERSIONS[version] as typeof got).extend({
    http2: protocol === 'h2',
    https,
    maxHeaderSize,
  });
  const origin =
    protocol === 'h2' ? await createHttp2Origin() : await createFaultOrigin({ tls: protocol === 'tls' });
  try {
    for (const size of [10_000, 40_000, 60_000]) {
      origin.on(`/${size}`).reply(200, { headers: { 'x-large': 'x'.repeat(size) }, body: 'ok' });
    }
    const { client } = await rig({ transport: { got: instance }, baseUrl: origin.url() });
    const limit = maxHeaderSize ?? 16_384;
    for (const size of [10_000, 40_000, 60_000]) {
      // oxlint-disable no-await-in-loop -- on one connection
      if (size < limit) expect(await client.get(`/${size}`).text()).toBe('ok');
      else {
        expect(await failure(client.get(`/${size}`))).toMatchObject({
          code: 'ERR_SLUICE_PROTOCOL',
          retryable: false,
        });
      }
      // oxlint-enable no-await-in-loop
    }
    expect(await client.get('/10000').text()).toBe('ok');
  } finally {
    await origin.close();
  }
});
