// Sluice as a client under test.
import { gotTransport } from '@sluice/got';
import { createAgentRegistry, createClient, isHttpError, type HttpResponse } from 'sluice';
import type { Answer, CallOptions, ClientSpec, ClientUnderTest } from './client.ts';

type SluiceSpec = Extract<ClientSpec, { kind: 'sluice' }>;

/** Returns a function that creates Sluice clients, which share their connections if the settings say so. */
export function sluiceClients(spec: SluiceSpec): () => ClientUnderTest {
  const maxPerHost = spec.sharedMaxPerHost;
  const registry = maxPerHost === undefined ? undefined : createAgentRegistry({ maxPerHost });
  if (spec.transport === undefined)
    return () => sluiceClient({ ...spec.options, ...(registry !== undefined && { registry }) });
  const { pool, ...options } = spec.options ?? {};
  return () => sluiceClient({ ...options, transport: gotTransport({ pool, registry }) });
}

function sluiceClient(options: Parameters<typeof createClient>[0]): ClientUnderTest {
  const client = createClient(options);
  return {
    async call(url, { method = 'GET', body, idempotencyKey, whole = false }: CallOptions = {}) {
      if (whole) {
        await client(url, { method, ...(body !== undefined && { body }) }).bytes();
        return endedAnswer(200);
      }
      try {
        return new SluiceAnswer(
          await client(url, {
            method,
            ...(body !== undefined && { body }),
            ...(idempotencyKey === true && { idempotencyKey }),
          }),
        );
      } catch (error) {
        // For the lab, an error status is a response, as with the plain clients.
        if (isHttpError(error)) return endedAnswer(error.status);
        throw error;
      }
    },
  };
}

class SluiceAnswer implements Answer {
  readonly #response: HttpResponse;

  constructor(response: HttpResponse) {
    this.#response = response;
  }

  get status(): number {
    return this.#response.status;
  }

  async readPart(): Promise<void> {
    const reader = this.#response.body.getReader();
    await reader.read();
    reader.releaseLock();
  }

  async readAll(): Promise<void> {
    await this.#response.bytes();
  }

  end(): Promise<void> {
    this.#response.discard();
    return Promise.resolve();
  }
}

function endedAnswer(status: number): Answer {
  const nothingLeft = (): Promise<void> => Promise.resolve();
  return { status, readPart: nothingLeft, readAll: nothingLeft, end: nothingLeft };
}
