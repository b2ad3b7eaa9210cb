// The Dispatcher face in a soak, and undici itself for comparison.
import { setTimeout as sleep } from 'node:timers/promises';
import { caCertificate } from '@sluice/fixtures';
import { createAgentRegistry, poolOf } from '@sluice/pool';
import { dispatcherOf } from '@sluice/undici/dispatcher';
import { Agent, fetch as undiciFetch, request, type Dispatcher } from 'undici';
import type { Configuration } from '../plan/configurations.ts';
import { http2Options } from './client-options.ts';
import { readInto, type Answered, type Order, type SoakClient } from './soak-client.ts';

/** The longest silence of a server, in ms. Short, except for calls that must succeed. */
function silenceOf({ name, total }: Configuration): number {
  return name === 'steady' ? total : Math.min(600, total / 3);
}

/** The Dispatcher face, called by undici's fetch, Node's fetch and `undici.request()`. */
export function openDispatcher(configuration: Configuration): SoakClient {
  const silence = silenceOf(configuration);
  const registry = createAgentRegistry({ maxPerHost: configuration.maxPerHost });
  const dispatcher = dispatcherOf(registry, {
    tls: { ca: caCertificate },
    http2: http2Options(configuration),
    timeout: { connect: silence, tlsHandshake: silence, responseHeader: silence },
  });
  const inUse = (): Record<string, number> => {
    const { active, dialing, waiting } = poolOf(registry).stats();
    return {
      'connections active': active,
      'connections dialing': dialing,
      'waiting for a connection': waiting,
    };
  };
  const close = async (): Promise<void> => {
    await dispatcher.close();
    await registry.close();
  };
  return new DispatcherSoakClient(dispatcher, silence, inUse, close);
}

/** undici with its own pool, for comparison. */
export function openUndici(configuration: Configuration): SoakClient {
  const agent = new Agent({ connections: configuration.maxPerHost, connect: { ca: caCertificate } });
  return new DispatcherSoakClient(
    agent,
    silenceOf(configuration),
    () => ({}),
    () => agent.close(),
  );
}

class DispatcherSoakClient implements SoakClient {
  readonly inUse: SoakClient['inUse'];
  readonly close: SoakClient['close'];
  readonly #dispatcher: Dispatcher;
  readonly #silence: number;

  constructor(
    dispatcher: Dispatcher,
    silence: number,
    inUse: SoakClient['inUse'],
    close: SoakClient['close'],
  ) {
    this.#dispatcher = dispatcher;
    this.#silence = silence;
    this.inUse = inUse;
    this.close = close;
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
    if (statusCode >= 300 || plan.reading === 'drain') {
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
}
