import http2 from 'node:http2';
import { expect, test } from 'vitest';
import { createClient } from '@sluice/core';
import { retry } from '@sluice/retry';
import { createHttp2Origin, type Http2Origin } from '@sluice/fixtures';
import { undiciTransport } from '../../src/index.ts';
import { trusted } from '../support/http2-setup.ts';
import { afterwards } from '../support/setup.ts';

const { constants } = http2;

const POSTS = 30;

/** A server whose connections end after every five streams, and what it processed: the bodies of the requests. */
async function leavingServer(): Promise<{ origin: Http2Origin; processed: string[] }> {
  const origin = await createHttp2Origin();
  afterwards(() => origin.close());
  const processed: string[] = [];
  const streams = new Map<number, number>();
  origin.on('/post', async (exchange) => {
    const count = (streams.get(exchange.sessionNumber) ?? 0) + 1;
    streams.set(exchange.sessionNumber, count);
    if (count === 5) exchange.session.goaway(constants.NGHTTP2_NO_ERROR, exchange.stream.id);
    if (count > 5) return;
    processed.push(String(await exchange.body()));
    exchange.reply(200, 'done');
  });
  return { origin, processed };
}

function clientWith(retries: boolean): ReturnType<typeof createClient> {
  const client = createClient({
    transport: undiciTransport({ pool: {}, tls: trusted, http2: true }),
    plugins: retries ? [retry({ minDelay: 1, maxDelay: 20 })] : [],
  });
  afterwards(() => client.close());
  return client;
}

const bodies = Array.from({ length: POSTS }, (_, index) => String(index));

test.each([
  ['at once', true],
  ['one after the other', false],
])(
  '63: %s, all POSTs to a server that leaves after every five streams are processed once',
  async (_how, atOnce) => {
    const { origin, processed } = await leavingServer();
    const client = clientWith(false);
    const post = (body: string): Promise<string> => client.post(origin.url('/post'), { body }).text();
    if (atOnce) await Promise.all(bodies.map(post));
    else for (const body of bodies) await post(body);
    expect(processed.toSorted((a, b) => Number(a) - Number(b))).toEqual(bodies);
  },
);

test('63: a POST that the server refuses repeatedly is retried with backoff, because it was not processed', async () => {
  const origin = await createHttp2Origin();
  afterwards(() => origin.close());
  origin.on('/busy', async (exchange) => {
    if (exchange.attempt <= 4) exchange.stream.close(constants.NGHTTP2_REFUSED_STREAM);
    else exchange.reply(200, await exchange.body());
  });
  const response = await clientWith(true).post(origin.url('/busy'), { body: 'x' });
  expect(await response.text()).toBe('x');
  // Each attempt has one replay.
  expect(response.attempts.map(({ replays, status }) => [replays, status])).toEqual([
    [1, undefined],
    [1, undefined],
    [0, 200],
  ]);
});

test('63: a refused POST whose body stream was read is not retried, and its error names the body as the reason', async () => {
  const origin = await createHttp2Origin();
  afterwards(() => origin.close());
  let seen = 0;
  origin.on('/busy', async ({ body, stream }) => {
    seen++;
    await body();
    stream.close(constants.NGHTTP2_REFUSED_STREAM);
  });
  const once = (async function* () {
    yield Buffer.from('x');
  })();
  const failed = clientWith(true).post(origin.url('/busy'), { body: once }).text();
  await expect(failed).rejects.toMatchObject({
    unprocessed: true,
    attempts: [{ reason: expect.stringContaining('body') }],
  });
  expect(seen).toBe(1);
});
