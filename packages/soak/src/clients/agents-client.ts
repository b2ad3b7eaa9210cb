// The face `http.Agent` in a soak.
import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { PooledHttpAgent, PooledHttpsAgent } from '@sluice/agent';
import { caCertificate } from '@sluice/fixtures';
import { createAgentRegistry, type PoolRegistry } from '@sluice/pool';
import type { Configuration } from '../plan/configurations.ts';
import { readInto, type Answered, type Order, type SoakClient } from './soak-client.ts';

/** How long an upload may continue after its response was read, in ms. */
const UPLOAD_LIMIT = 500;

/** `node:http` and `node:https` with the agents of the pool. */
export class AgentsSoakClient implements SoakClient {
  readonly #registry: PoolRegistry;
  readonly #plain: PooledHttpAgent;
  readonly #secure: PooledHttpsAgent;

  constructor({ name, maxPerHost, total }: Configuration) {
    const registry = createAgentRegistry({ maxPerHost });
    const connectTimeout = name === 'steady' ? total : Math.min(1_000, total / 3);
    this.#registry = registry;
    this.#plain = new PooledHttpAgent({ registry, connectTimeout });
    this.#secure = new PooledHttpsAgent({ registry, connectTimeout, ca: caCertificate });
  }

  async call({ plan, url, upload, check, signal }: Order): Promise<Answered> {
    const secure = url.startsWith('https:');
    const outgoing = (secure ? https : http).request(url, {
      agent: secure ? this.#secure : this.#plain,
      method: plan.method,
      ...(signal !== undefined && { signal }),
      ...(plan.idempotencyKey && { headers: { 'idempotency-key': `call ${plan.number}` } }),
    });
    // If a reset cuts a close-delimited body, Node.js reports it only here: the body ends without an error.
    let failure: Error | undefined;
    outgoing.on('error', (error) => (failure ??= error));
    const closed = new Promise<void>((resolve) => outgoing.once('close', resolve));
    const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve);
      void closed.then(() => reject(failure ?? new Error('the request was closed without a response')));
    });
    const body = upload?.body;
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) outgoing.end(body);
    else {
      const source = Readable.from(body as AsyncIterable<Uint8Array>);
      source.on('error', (error) => outgoing.destroy(error));
      outgoing.once('close', () => source.destroy());
      source.pipe(outgoing);
    }
    const message = await answered;
    const status = message.statusCode ?? 0;
    message.on('error', () => undefined);
    if (status >= 300 || plan.reading === 'drain') {
      await readAll(message);
      await ended(outgoing, closed);
      return { status, whole: false };
    }
    const limit = plan.reading === 'part' ? 1 : Infinity;
    const pause = plan.reading === 'slow-iterate' ? { pause: () => sleep(3) } : {};
    const whole = await readInto(check, message, { limit, ...pause });
    await ended(outgoing, closed);
    if (failure !== undefined && whole) throw failure;
    return { status, whole };
  }

  async close(): Promise<void> {
    await Promise.all([this.#plain.close(), this.#secure.close()]);
    await this.#registry.close();
  }

  inUse(): Readonly<Record<string, number>> {
    const { active, dialing, waiting } = this.#plain.stats();
    return {
      'connections active': active,
      'connections dialing': dialing,
      'waiting for a connection': waiting,
    };
  }
}

/** Waits for the end of a request whose response was read. Destroys an upload that the server does not read. */
async function ended(outgoing: http.ClientRequest, closed: Promise<unknown>): Promise<void> {
  const timer = setTimeout(() => outgoing.destroy(), UPLOAD_LIMIT);
  await closed;
  clearTimeout(timer);
}

async function readAll(message: http.IncomingMessage): Promise<void> {
  for await (const _ of message);
}
