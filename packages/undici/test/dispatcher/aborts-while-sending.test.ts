// Requests that are aborted by a call of undici while it sends them: by a handler, or by a subscriber of a channel.
import diagnostics_channel from 'node:diagnostics_channel';
import { Agent, type Dispatcher } from 'undici';
import { expect, test } from 'vitest';
import { caCertificate } from '@sluice/fixtures';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { failure, rig } from '../support/setup.ts';

const REASON = new Error('aborted while it is sent');
const METHODS = ['onRequestStart', 'onBodySent', 'onRequestSent', 'onResponseStarted'] as const;
const CHANNELS = ['undici:client:sendHeaders', 'undici:request:bodySent', 'undici:request:bodyChunkSent'];

const bodies = {
  'no body': () => null,
  'a short body': () => Buffer.alloc(1_000),
  'a long body': () => Buffer.alloc(5_000_000),
  async *'a stream'() {
    yield Buffer.alloc(1_000);
    await new Promise((resolve) => setImmediate(resolve));
    yield Buffer.alloc(1_000);
  },
};

/** Sends a request, and aborts it when undici calls a method of its handler or publishes on a channel. @returns its outcome */
async function sendAndAbort(
  dispatcher: Dispatcher,
  url: string,
  body: unknown,
  moment: string,
): Promise<unknown> {
  let controller: Dispatcher.DispatchController | undefined;
  const abortAt = (called: string): void => {
    if (called === moment) controller?.abort(REASON);
  };
  const onMessage = (): void => abortAt(moment);
  if (CHANNELS.includes(moment)) diagnostics_channel.subscribe(moment, onMessage);
  try {
    return await new Promise((resolve) => {
      const handler: Record<(typeof METHODS)[number], (given?: never) => void> & Dispatcher.DispatchHandler =
        {
          onRequestStart(given?: unknown) {
            controller = given as Dispatcher.DispatchController;
            abortAt('onRequestStart');
          },
          onBodySent: () => abortAt('onBodySent'),
          onRequestSent: () => abortAt('onRequestSent'),
          onResponseStarted: () => abortAt('onResponseStarted'),
          onResponseStart() {},
          onResponseData() {},
          onResponseEnd: () => resolve('a response'),
          onResponseError: (_controller, error) => resolve(error),
        };
      const { origin, pathname: path } = new URL(url);
      const method = body === null ? 'GET' : 'POST';
      dispatcher.dispatch({ origin, path, method, body: body as Buffer }, handler);
    });
  } finally {
    diagnostics_channel.unsubscribe(moment, onMessage);
  }
}

test.each(
  [...METHODS, ...CHANNELS].flatMap((moment) =>
    Object.entries(bodies).flatMap(([name, body]) =>
      [false, true].map((secure) => ({ moment, name, body, secure })),
    ),
  ),
)('at $moment, with $name (TLS: $secure)', async ({ moment, body, secure }) => {
  const { origin, registry } = await rig({ origin: secure ? { tls: {} } : {} });
  origin.on('/x').reply(200, { body: 'ok' });
  const tls = { ca: caCertificate };
  const agent = new Agent({ connect: tls });
  const url = origin.url('/x').replace('127.0.0.1', 'localhost');
  const dispatcher = dispatcherOf(registry, { tls });
  const theirs = await sendAndAbort(agent, url, body(), moment);
  await agent.destroy();
  const uncaught: unknown[] = [];
  const note = (error: unknown): number => uncaught.push(error);
  process.on('uncaughtExceptionMonitor', note);
  try {
    expect(await sendAndAbort(dispatcher, url, body(), moment)).toBe(theirs);
    // On a connection that was used before, too.
    await (await dispatcher.request({ origin: new URL(url).origin, path: '/x', method: 'GET' })).body.text();
    expect(await sendAndAbort(dispatcher, url, body(), moment)).toBe(theirs);
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('uncaughtExceptionMonitor', note);
  }
  expect(uncaught).toEqual([]);
  await dispatcher.close();
});

test.each(CHANNELS)('a call of a client that is aborted at %s fails alone', async (channel) => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  const controller = new AbortController();
  const abort = (): void => controller.abort(REASON);
  diagnostics_channel.subscribe(channel, abort);
  try {
    const body = Buffer.alloc(1_000);
    expect(await failure(client.post('/x', { body, signal: controller.signal }))).toBe(REASON);
  } finally {
    diagnostics_channel.unsubscribe(channel, abort);
  }
  expect(await client.get('/x').text()).toBe('ok');
});
