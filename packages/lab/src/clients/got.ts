// got as a client under test.
import http from 'node:http';
import got from 'got';
import type { CallOptions, ClientUnderTest } from './client.ts';

/** Returns a function that creates got clients with got's own retry. got itself reads each body, even that of an error. */
export function gotClients(retryDelay: number): () => ClientUnderTest {
  return () => gotClient(retryDelay);
}

function gotClient(retryDelay: number): ClientUnderTest {
  const agent = new http.Agent({ keepAlive: true });
  const client = got.extend({
    agent: { http: agent },
    responseType: 'buffer',
    retry: { limit: 2, calculateDelay: ({ computedValue }) => (computedValue > 0 ? retryDelay : 0) },
  });
  const nothingLeft = (): Promise<void> => Promise.resolve();
  return {
    async call(url, { method = 'GET', body }: CallOptions = {}) {
      const { statusCode } = await client(url, { method, ...(body !== undefined && { body }) });
      return { status: statusCode, readPart: nothingLeft, readAll: nothingLeft, end: nothingLeft };
    },
  };
}
