// The client of `sluice` in a soak, on either transport.
import { setTimeout as sleep } from 'node:timers/promises';
import got from 'got';
import { caCertificate } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import { createClient, undiciTransport, type HttpResponse, type SluiceClient } from 'sluice';
import type { UploadKind } from '../plan/call-plan.ts';
import type { Configuration } from '../plan/configurations.ts';
import { clientOptions, dialTimeout, http2Options } from './client-options.ts';
import { readInto, type Answered, type Order, type SoakClient } from './soak-client.ts';

/** Bodies that only a client of `sluice` accepts, and a Blob whose surplus a Request does not keep. */
const NOT_FOR_REQUESTS = new Set<UploadKind | undefined>(['factory', 'file', 'file-handle', 'surplus-blob']);

/** A client of `sluice`, on the default transport or on got's. */
export class SluiceSoakClient implements SoakClient {
  readonly #client: SluiceClient;
  /** Unread responses, kept reachable until the client is closed. */
  readonly #held: unknown[] = [];

  constructor(configuration: Configuration, carrier: 'default' | 'got') {
    const pool = { maxPerHost: configuration.maxPerHost };
    const transport =
      carrier === 'default'
        ? undiciTransport({ pool, tls: { ca: caCertificate }, http2: http2Options(configuration) })
        : gotTransport({
            pool,
            got: got.extend({ https: { certificateAuthority: caCertificate } }),
            timeout: dialTimeout(configuration),
          });
    this.#client = createClient({ ...clientOptions(configuration, carrier === 'default'), transport });
  }

  async call(order: Order): Promise<Answered> {
    const { plan, url, upload, check, signal } = order;
    const options = {
      method: plan.method,
      ...(upload !== undefined && { body: upload.body }),
      ...(signal !== undefined && { signal }),
      ...(plan.idempotencyKey && { idempotencyKey: true as const }),
      ...(plan.upload?.expectContinue === true && { expectContinue: true }),
    };
    if (plan.reading === 'fetch' || plan.reading === 'fetch-request') return this.#fetch(order);
    if (plan.reading === 'bytes') {
      const call = this.#client(url, options);
      check.take(await call.bytes());
      return { status: (await call).status, whole: true };
    }
    const response = await this.#client(url, options);
    return { status: response.status, whole: await this.#read(response, order) };
  }

  async #fetch({ plan, url, upload, check, signal }: Order): Promise<Answered> {
    const init = {
      method: plan.method,
      ...(upload !== undefined && {
        body: upload.body as NonNullable<RequestInit['body']>,
        duplex: 'half' as const,
      }),
      ...(signal !== undefined && { signal }),
      ...(plan.idempotencyKey && { headers: { 'idempotency-key': `call ${plan.number}` } }),
    };
    const wrap = plan.reading === 'fetch-request' && !NOT_FOR_REQUESTS.has(plan.upload?.kind);
    const response = await (wrap
      ? this.#client.fetch(new Request(url, init))
      : this.#client.fetch(url, init));
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.ok) check.take(bytes);
    return { status: response.status, whole: true };
  }

  async #read(response: HttpResponse, { plan, check }: Order): Promise<boolean> {
    switch (plan.reading) {
      case 'iterate':
        return readInto(check, response);
      case 'slow-iterate':
        return readInto(check, response, { pause: () => sleep(3) });
      case 'web-stream':
        return readInto(check, response.body as AsyncIterable<Uint8Array>);
      case 'part':
        return readInto(check, response, { limit: 1 });
      case 'discard':
        response.discard();
        return false;
      case 'drain':
        await response.drain();
        return false;
      case 'using': {
        await using left = response;
        return left.bodyUsed;
      }
      case 'hold':
        this.#held.push(response);
        return false;
      case 'bytes':
      case 'late-bytes':
      case 'fetch':
      case 'fetch-request':
        check.take(await response.bytes());
        return true;
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
    // The memory of the client is measured next, and a held response keeps its connection's socket.
    this.#held.length = 0;
  }

  inUse(): Readonly<Record<string, number>> {
    const { calls, plugins, transport } = this.#client.stats();
    return {
      'calls in flight': calls.inFlight,
      'gate slots': plugins.gate.slots,
      'waiting in the gate': plugins.gate.waiting,
      'exchanges detached': plugins.attemptTimeout.detached,
      'connections active': transport.active,
      'connections dialing': transport.dialing,
      'waiting for a connection': transport.waiting,
    };
  }
}
