import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect, test } from 'vitest';
import { caCertificate } from '@sluice/fixtures';
import { PooledHttpsAgent } from '../src/index.ts';
import { rig, until, type Rig } from './setup.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The HTTP handler of the AWS SDKs, on both agents of a registry. */
function handlerOf({ agent, registry }: Rig): { handler: NodeHttpHandler; secure: PooledHttpsAgent } {
  const secure = new PooledHttpsAgent({ registry, ca: caCertificate });
  return { handler: new NodeHttpHandler({ httpAgent: agent, httpsAgent: secure }), secure };
}

/** A request as an SDK hands it to its handler, its answer read to the end. */
async function call(
  handler: NodeHttpHandler,
  address: string,
  { body, signal }: { readonly body?: string | Readable; readonly signal?: AbortSignal } = {},
): Promise<Answer> {
  const { protocol, hostname, port, pathname: path } = new URL(address);
  const method = body === undefined ? 'GET' : 'PUT';
  const request = { protocol, hostname, port: Number(port), path, method, query: {}, headers: {}, body };
  const { response } = await handler.handle(
    { ...request, clone: () => expect.unreachable() },
    signal && { abortSignal: signal },
  );
  return { status: response.statusCode, body: await text(response.body as Readable) };
}

test.each([
  ['httpAgent', { tls: false }],
  ['httpsAgent', { tls: true }],
])('the AWS SDK’s handler reuses one connection of %s call after call', async (_name, options) => {
  const made = await rig({ origin: options });
  const { origin } = made;
  const { handler, secure } = handlerOf(made);
  const agent = options.tls ? secure : made.agent;
  origin.on('/json').reply(200, { json: { ok: true } });
  origin.on('/echo').echo();
  const address = origin.url('/json');
  for (let i = 0; i < 4; i++) {
    expect(await call(handler, address)).toEqual({ status: 200, body: '{"ok":true}' });
    await until(() => agent.stats().active === 0);
  }
  for (const body of ['text', Readable.from(['te', 'xt'])]) {
    expect(await call(handler, origin.url('/echo'), { body })).toMatchObject({ status: 200 });
    await until(() => agent.stats().active === 0);
  }
  expect(origin.stats()).toMatchObject({ opened: 1, requests: 6 });
  expect(agent.stats()).toMatchObject({ opened: 1, reused: 5, idle: 1, active: 0, waiting: 0 });
});

test.each([
  ['httpAgent', { tls: false }],
  ['httpsAgent', { tls: true }],
])('the AWS SDK’s handler waits in line for the connections of %s', async (_name, options) => {
  const made = await rig({ origin: options, pool: { maxPerHost: 2 } });
  const { origin } = made;
  const { handler, secure } = handlerOf(made);
  const agent = options.tls ? secure : made.agent;
  origin.on('/slow').reply(200, { delay: 10, body: 'done' });
  const calls = Array.from({ length: 20 }, () => call(handler, origin.url('/slow')));
  for (const answer of await Promise.all(calls)) expect(answer).toEqual({ status: 200, body: 'done' });
  await until(() => agent.stats().active === 0);
  expect(origin.stats()).toMatchObject({ opened: 2, peakOpen: 2, peakInFlight: 2, requests: 20 });
  expect(agent.stats()).toMatchObject({ opened: 2, reused: 18, waiting: 0 });
});

test('an aborted call of the AWS SDK’s handler leaves the waiting list, or destroys its connection', async () => {
  const made = await rig({ pool: { maxPerHost: 1 } });
  const { origin } = made;
  const { handler } = handlerOf(made);
  origin.on('/hang').reply(200, { delay: 60_000 });
  const [first, second] = [new AbortController(), new AbortController()];
  const hanging = call(handler, origin.url('/hang'), { signal: first.signal });
  const waiting = call(handler, origin.url('/'), { signal: second.signal });
  await until(() => origin.stats().requests === 1 && made.pool().waiting === 1);
  second.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(made.pool()).toMatchObject({ waiting: 0, cancelled: 1, active: 1 });
  first.abort();
  await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
  await until(() => made.pool().active === 0);
  expect(await call(handler, origin.url('/'))).toEqual({ status: 200, body: 'ok' });
});
