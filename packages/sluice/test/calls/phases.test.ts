import net from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { caCertificate, createHttp2Origin } from '@sluice/fixtures';
import { undiciTransport, type SluiceClient, type SluiceOptions, type UndiciTransportOptions } from 'sluice';
import { checkLeaks, clientOf, failure, originOf } from '../setup.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

checkLeaks();

const FORMS = ['plain', 'TLS', 'HTTP/2'] as const;
type Form = (typeof FORMS)[number];

/** The responses of every kind of server: `/ok`, `/stall`, `/part` (of a body), `/big` (100 kB), `/wide` (a large head). */
async function serverOf(form: Form): Promise<string> {
  if (form === 'HTTP/2') {
    const server = await createHttp2Origin({ maxStreams: 1 });
    closers.push(() => server.close());
    server.on('/ok', (exchange) => exchange.reply(200, 'ok'));
    server.on('/stall', () => undefined);
    server.on('/part', ({ stream }) => {
      stream.respond({ ':status': 200 });
      stream.write('part');
    });
    server.on('/big', (exchange) => exchange.reply(200, new Uint8Array(100_000)));
    server.on('/to-big', (exchange) => exchange.reply(302, '', { location: '/big' }));
    server.on('/wide', (exchange) => exchange.reply(200, 'x', { 'x-a': 'x'.repeat(40_000) }));
    return server.url();
  }
  const origin = await originOf({ tls: form === 'TLS' });
  origin.on('/ok').reply(200, { body: 'ok' });
  origin.on('/stall').fault({ do: 'stall', at: 'request' });
  origin
    .on('/part')
    .reply(200, { body: { size: 1_000 } })
    .fault({ do: 'stall', at: 'body', after: 4 });
  origin.on('/big').reply(200, { body: { size: 100_000 } });
  origin.on('/to-big').redirect('/big');
  origin.on('/wide').reply(200, { faults: [{ do: 'padHead', bytes: 40_000 }] });
  return origin.url();
}

const LIMIT = 120;
const AMPLE = 20_000;
const PHASES = ['queue', 'connect', 'tlsHandshake', 'responseHeader', 'body', 'attempt', 'total'] as const;
type Phase = (typeof PHASES)[number];

function speaking(
  form: Form,
  baseUrl: string,
  more: SluiceOptions = {},
  transport: UndiciTransportOptions = {},
): SluiceClient {
  return clientOf({
    baseUrl,
    retry: false,
    pool: undefined,
    ...more,
    transport: undiciTransport({
      pool: { maxPerHost: 1 },
      tls: { ca: caCertificate },
      http2: form === 'HTTP/2',
      ...transport,
    }),
  });
}

/** The limits of all phases, of which one is short. */
function only(phase: Phase): Record<Phase, number> {
  return {
    ...(Object.fromEntries(PHASES.map((name) => [name, AMPLE])) as Record<Phase, number>),
    [phase]: LIMIT,
  };
}

/** A server that accepts connections and stays silent. */
async function silent(): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `https://localhost:${(server.address() as net.AddressInfo).port}`;
}

const PATHS: Partial<Record<Phase, string>> = {
  responseHeader: '/stall',
  body: '/part',
  attempt: '/stall',
  total: '/part',
};

describe.each(FORMS)('over %s', (form) => {
  test.each(PHASES.filter((phase) => form !== 'plain' || phase !== 'tlsHandshake'))(
    'only the limit of %s fires, and its error names it',
    async (phase) => {
      const baseUrl = phase === 'tlsHandshake' ? await silent() : await serverOf(form);
      const never = phase === 'connect' ? { connect: () => new Promise<never>(() => {}) } : {};
      const client = speaking(form, baseUrl, { timeout: only(phase) }, never);
      const holder = new AbortController();
      let held: Promise<unknown> | undefined;
      if (phase === 'queue') {
        // The limit applies to the waiting call, not to the dials of earlier calls.
        const timeout = { queue: AMPLE };
        await client.get('/ok', { timeout }).text();
        held = failure(client.get('/stall', { timeout, signal: holder.signal }));
        await expect.poll(() => client.stats().transport.active).toBe(1);
      }
      const error = await failure(client.get(PATHS[phase] ?? '/ok').text());
      expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase, limit: LIMIT });
      expect(error.message).toContain(`timeout.${phase}`);
      const timings = error['timings'] as Record<string, number>;
      expect(timings['total']).toBeGreaterThanOrEqual(LIMIT - 5);
      expect(timings['total']).toBeLessThan(AMPLE);
      holder.abort();
      await held;
    },
  );

  test('the limits on sizes apply: to a body that is whole, streamed, read by fetch, or after a redirect; and to a head', async () => {
    const client = speaking(form, await serverOf(form), { maxResponseBytes: 1_000 });
    const stream = async (path: string): Promise<void> => {
      for await (const _chunk of await client.get(path));
    };
    for (const read of [
      () => client.get('/big').bytes(),
      () => client.get('/to-big').bytes(),
      () => stream('/big'),
      () => stream('/to-big'),
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one connection
      expect(await failure(read())).toMatchObject({ code: 'ERR_SLUICE_BODY_LIMIT' });
    }
    const base = client.stats().transport;
    const fetched = failure(client.fetch('/big').then((response) => response.arrayBuffer()));
    const causes: unknown[] = [];
    for (let at: unknown = await fetched; at instanceof Error; at = at.cause)
      causes.push((at as { code?: unknown }).code);
    expect(causes).toContain('ERR_SLUICE_BODY_LIMIT');
    expect(base.active).toBe(0);
    expect(await failure(client.get('/wide'))).toMatchObject({ name: 'NetworkError' });
    expect(await client.get('/ok').text()).toBe('ok');
  });
});
