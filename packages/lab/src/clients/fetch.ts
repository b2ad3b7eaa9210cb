// Node's `fetch` as a client under test.
import type { Answer, CallOptions, ClientUnderTest } from './client.ts';

/** Node's `fetch`. A new client changes nothing, since fetch has one pool per process. */
export function fetchClient(): ClientUnderTest {
  return {
    async call(url, { method = 'GET', body }: CallOptions = {}) {
      return new FetchAnswer(await fetch(url, { method, ...(body !== undefined && { body }) }));
    },
  };
}

class FetchAnswer implements Answer {
  readonly #response: Response;

  constructor(response: Response) {
    this.#response = response;
  }

  get status(): number {
    return this.#response.status;
  }

  async readPart(): Promise<void> {
    const reader = this.#response.body?.getReader();
    await reader?.read();
    reader?.releaseLock();
  }

  async readAll(): Promise<void> {
    await this.#response.arrayBuffer();
  }

  async end(): Promise<void> {
    // After `arrayBuffer()`, the stream stays locked, and there is nothing to cancel.
    if (!this.#response.bodyUsed || this.#response.body?.locked === false)
      await this.#response.body?.cancel();
  }
}
