import type { ClientSpec, ClientUnderTest } from './client.ts';

/** Loads what the client needs, and returns what makes one. Loaded late, so that each process holds one client only. */
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
