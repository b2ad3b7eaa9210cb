// Event streams of an origin in another process, and streams that are garbage-collected unread.
import got from 'got';
import { caCertificate, collectGarbage, startOriginProcess, type OriginProcess } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import { undiciTransport } from '@sluice/undici';
import { createClient, type SluiceClient } from 'sluice';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { events } from '../../src/events/read-events.ts';
import { collect } from '../support/collect.ts';
import type { EventOriginPorts } from '../support/event-origin.ts';
import { serveStreams, WIRES, type Wire } from '../support/stream-server.ts';

let origin: OriginProcess<EventOriginPorts>;
beforeAll(async () => {
  origin = await startOriginProcess<EventOriginPorts>(new URL('../support/event-origin.ts', import.meta.url));
});
afterAll(() => origin.close());

function clientOf(wire: Wire): SluiceClient {
  if (wire === 'got') {
    const transport = gotTransport({ got: got.extend(), pool: {} });
    return createClient({ baseUrl: `http://localhost:${origin.ready.plain}`, transport }) as SluiceClient;
  }
  const scheme = wire === 'plain' ? 'http' : 'https';
  return createClient({
    baseUrl: `${scheme}://localhost:${origin.ready[wire]}`,
    transport: undiciTransport({ pool: {}, tls: { ca: caCertificate }, http2: wire === 'http2' }),
  });
}

test.each(WIRES.flatMap((wire) => [1, 50].map((count) => [wire, count] as const)))(
  'every event once and in order, although each connection is cut (%s, %i at once)',
  async (wire, count) => {
    const api = clientOf(wire);
    const reconnect = { minDelay: 1, maxDelay: 5 };
    const streams = Array.from({ length: count }, (_, index) => {
      const query = { last: 20 + (index % 10), per: 7 };
      return collect(events(api, '/feed', { data: 'json', reconnect, query }), ({ data, id }) => [id, data]);
    });
    for (const [index, seen] of (await Promise.all(streams)).entries()) {
      expect(seen).toEqual(
        Array.from({ length: 20 + (index % 10) }, (_, at) => [String(at + 1), { n: at + 1 }]),
      );
    }
    await expect.poll(() => api.stats().calls.inFlight).toBe(0);
    await expect.poll(() => origin.ask()).toBe(0);
    await api.close();
  },
);

test.each(WIRES)('a stream that is forgotten after an event gives its connection back (%s)', async (wire) => {
  await using server = await serveStreams(wire, async ({ begin, write }) => {
    begin();
    await write('data: 1\n\n');
  });
  const api = server.client();
  const { signal } = new AbortController();
  await (async () => {
    const forgotten = events(api, '/feed', { signal })[Symbol.asyncIterator]();
    expect((await forgotten.next()).value?.data).toBe('1');
  })();
  expect(api.stats().calls.inFlight).toBe(1);
  // The watchdog holds a response for its first 100 ms.
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(await collectGarbage(() => api.stats().calls.inFlight === 0)).toBe(true);
  expect(api.stats().plugins.watchdog.collected).toBe(1);
  await expect.poll(() => server.open).toBe(0);
});
