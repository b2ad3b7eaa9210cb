// Creates the clients under test.
import type { ClientSpec, ClientUnderTest } from './client.ts';

/** Loads the modules of a client and returns a function that creates it. A process loads only its own client. */
export async function clientMaker(spec: ClientSpec): Promise<() => ClientUnderTest> {
  switch (spec.kind) {
    case 'fetch': {
      const { fetchClient } = await import('./fetch.ts');
      return fetchClient;
    }
    case 'node:http': {
      const { nodeHttpClient } = await import('./node-http.ts');
      const { kind: _, ...settings } = spec;
      return () => nodeHttpClient(settings);
    }
    case 'got': {
      const { gotClients } = await import('./got.ts');
      return gotClients(spec.retryDelay);
    }
    case 'sluice': {
      const { sluiceClients } = await import('./sluice.ts');
      return sluiceClients(spec);
    }
  }
}
