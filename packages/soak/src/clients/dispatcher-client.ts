import { setTimeout as sleep } from 'node:timers/promises';
import { caCertificate } from '@sluice/fixtures';
import { createAgentRegistry, poolOf, type PoolRegistry } from '@sluice/pool';
import { dispatcherOf } from '@sluice/undici';
import { fetch as undiciFetch, request, type Dispatcher } from 'undici';
import type { Configuration } from '../plan/configurations.ts';
import { HTTP2 } from './client-options.ts';
import { readInto, type Answered, type Order, type SoakClient } from './soak-client.ts';

/** The Dispatcher face: `undici.request()`, the fetch of undici and that of Node.js. */
export class DispatcherSoakClient implements SoakClient {
  readonly #registry: PoolRegistry;
  readonly #dispatcher: Dispatcher;
  readonly #silence: number;

  constructor({ maxPerHost, total }: Configuration) {
    this.#registry = createAgentRegistry({ maxPerHost });
    this.#silence = Math.min(600, total / 3);
    this.#dispatcher = dispatcherOf(this.#registry, {
      tls: { ca: caCertificate },
      http2: HTTP2,
      timeout: { connect: this.#silence, tlsHandshake: this.#silence, responseHeader: this.#silence },
    });
  }

  async call(order: Order): Promise<Answered> {
    const { plan, url, upload, check, signal } = order;
    if (plan.reading === 'fetch' || plan.reading === 'fetch-request') return this.#fetch(order);
    const { statusCode, body } = await request(url, {
      dispatcher: this.#dispatcher,
      method: plan.method,
      headersTimeout: this.#silence,
      bodyTimeout: this.#silence,
      ...(upload !== undefined && { body: upload.body as Dispatcher.DispatchOptions['body'] & {} }),
      ...(signal !== undefined && { signal }),
      ...(plan.idempotencyKey && { headers: { 'idempotency-key': `call ${plan.number}` } }),
    });
    const good = statusCode < 300;
    if (!good || plan.reading === 'drain') {
      await body.dump();
      return { status: statusCode, whole: false };
    }
    if (plan.reading === 'bytes') {
      check.take(await body.bytes());
      return { status: statusCode, whole: true };
    }
    const limit = plan.reading === 'part' ? 1 : Infinity;
    const pause = plan.reading === 'slow-iterate' ? { pause: () => sleep(3) } : {};
    return { status: statusCode, whole: await readInto(check, body, { limit, ...pause }) };
  }

  async #fetch({ plan, url, upload, check, signal }: Order): Promise<Answered> {
    const init = {
      dispatcher: this.#dispatcher,
      method: plan.method,
      redirect: 'manual' as const,
      ...(upload !== undefined && { body: upload.body, duplex: 'half' as const }),
      ...(signal !== undefined && { signal }),
      ...(plan.idempotencyKey && { headers: { 'idempotency-key': `call ${plan.number}` } }),
    };
    const response =
      plan.reading === 'fetch'
        ? await undiciFetch(url, init as Parameters<typeof undiciFetch>[1])
        : await fetch(url, init as object);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.ok) check.take(bytes);
    return { status: response.status, whole: true };
  }

  async close(): Promise<void> {
    await this.#dispatcher.close();
    await this.#registry.close();
  }

  inUse(): Readonly<Record<string, number>> {
    const { active, dialing, waiting } = poolOf(this.#registry).stats();
    return {
      'connections active': active,
      'connections dialing': dialing,
      'waiting for a connection': waiting,
    };
  }
}
