// The clients of all services: one registry of connections, one retry budget, and limits for each service.
import { breaker, budgetOf, createAgentRegistry, hedge, prometheusText, type SluiceOptions } from 'sluice';
import { Orders, Search, Users } from './apis.ts';

/** Where the services are. */
export interface Services {
  readonly users: string;
  readonly orders: string;
  readonly search: string;
}

/** The clients, and what they share. */
export type Fleet = ReturnType<typeof createFleet>;

/** How a service is called. */
interface Limits {
  /** Concurrent exchanges. */
  readonly concurrent: number;
  /** The limit of a whole call, in ms. */
  readonly total: number;
  /** After how many ms a slow read is sent a second time; undefined: never. */
  readonly hedgeAfter?: number;
}

export function createFleet(services: Services) {
  // Sockets are limited over all services: at most 32 for each, and 64 idle ones together.
  const registry = createAgentRegistry({ maxPerHost: 32, maxIdle: 64 });

  // Clients on one registry share its budget. The first access sets it: 100 tokens for each service, 10 per retry or hedge.
  budgetOf(registry, { tokens: 100, cost: 10 });

  /** Each client has its own gate and its own breaker, so that one service in trouble does not stop the others. */
  const options = (baseUrl: string, { concurrent, total, hedgeAfter }: Limits): SluiceOptions => ({
    baseUrl,
    registry,
    timeout: { attempt: total / 2, total },
    retry: { minDelay: 20, maxRetries: 3 },
    gate: { maxPerHost: concurrent, maxQueue: 100, queueTimeout: total / 2 },
    plugins: [
      breaker({ consecutive: 5, openFor: 10_000 }),
      ...(hedgeAfter === undefined ? [] : [hedge({ delay: hedgeAfter })]),
    ],
  });

  const users = Users.connect(options(services.users, { concurrent: 16, total: 10_000, hedgeAfter: 200 }));
  const orders = Orders.connect(options(services.orders, { concurrent: 4, total: 10_000 }));
  const search = Search.connect(options(services.search, { concurrent: 8, total: 5_000, hedgeAfter: 200 }));
  const clients = { users, orders, search };

  return {
    ...clients,
    /** The statistics of all clients, in the text format of Prometheus. */
    metrics(): string {
      const ofClients = Object.entries(clients).map(([client, { $client }]) => {
        // Each client would repeat the connections of the registry.
        const { transport: _, ...stats } = $client.stats();
        return { stats, labels: { client } };
      });
      return prometheusText([...ofClients, { stats: registry.stats() }]);
    },
    /** Ends calls in flight within `within` ms, aborts the others, and closes all connections. */
    async close(within: number): Promise<void> {
      await Promise.all(Object.values(clients).map((client) => client.$close({ within })));
      await registry.close();
    },
  };
}
