import http from 'node:http';
import https from 'node:https';
import { afterEach, expect } from 'vitest';
import { createFaultOrigin, trackLeaks, type FaultOrigin, type FaultOriginOptions } from '@sluice/fixtures';
import { createAgentRegistry, type PoolOptions, type PoolRegistry, type PoolStats } from '@sluice/pool';
import { httpAgent, type PooledHttpAgent } from '../src/index.ts';

/** An agent with its own pool beside an origin. */
export interface Rig {
  readonly origin: FaultOrigin;
  readonly registry: PoolRegistry;
  readonly agent: PooledHttpAgent;
  pool(): PoolStats;
}

const cleanups: (() => Promise<void>)[] = [];

/** Runs after the test, the last one first. */
export function afterwards(cleanup: () => Promise<void> | void): void {
  cleanups.push(async () => cleanup());
}

/** Makes a rig; afterwards nothing of it may be left open. */
export async function rig(
  options: {
    readonly origin?: FaultOriginOptions;
    readonly pool?: PoolOptions;
    /** False where there are too many resources to track. */
    readonly track?: boolean;
  } = {},
): Promise<Rig> {
  if (options.track !== false) {
    const leaks = trackLeaks();
    afterwards(async () => {
      await leaks.assertNone({ within: 5_000 });
      leaks[Symbol.dispose]();
    });
  }
  const origin = await createFaultOrigin(options.origin);
  origin.on('/').reply(200, { body: 'ok' });
  const registry = createAgentRegistry(options.pool);
  const agent = httpAgent(registry);
  afterwards(async () => {
    const closing = registry.close();
    await origin.close();
    await closing;
    expect(agent.totalSocketCount).toBe(0);
    expect(Object.keys({ ...agent.sockets, ...agent.freeSockets, ...agent.requests })).toEqual([]);
  });
  return { origin, registry, agent, pool: () => agent.stats() };
}

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The answer to a request, and what is known of the way it came. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly request: http.ClientRequest;
  readonly reused: boolean;
}

/** A request by Node's own client, read to its end. */
export function send(url: string, options: http.RequestOptions, body?: string): Promise<Reply> {
  return replyTo(http.request(url, options), body);
}

/** The same over TLS. */
export function sendSecure(url: string, options: https.RequestOptions): Promise<Reply> {
  return replyTo(https.request(url, options));
}

function replyTo(request: http.ClientRequest, body?: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const reply = { status: response.statusCode ?? 0, body: text, request, reused: request.reusedSocket };
        // After the socket was given back.
        setImmediate(() => resolve(reply));
      });
    });
    request.end(body);
  });
}

/** A request under way, and the error or answer it ended with. */
export function start(
  url: string,
  options: http.RequestOptions,
  body?: string,
): { request: http.ClientRequest; ended: Promise<Error | http.IncomingMessage> } {
  const request = http.request(url, options);
  const ended = new Promise<Error | http.IncomingMessage>((resolve) => {
    request.on('error', resolve);
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => setImmediate(() => resolve(response)));
      response.on('error', resolve);
    });
  });
  request.end(body);
  return { request, ended };
}

/** Waits until something holds; the test's timeout bounds it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
