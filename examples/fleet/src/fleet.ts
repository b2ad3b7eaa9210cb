// Creates the clients of all services: one registry of connections, one retry budget, and limits for each service.
import { breaker, budgetOf, createAgentRegistry, hedge, prometheusText, type SluiceOptions } from 'sluice';
import { Orders, Search, Users } from './apis.ts';

/** The base URLs of the services. */
export interface Services {
  readonly users: string;
  readonly orders: string;
  readonly search: string;
}

/** The clients of all services, with their metrics and their shutdown. */
export type Fleet = ReturnType<typeof createFleet>;

/** The limits of one service. */
interface Limits {
  /** The most concurrent exchanges. */
  readonly concurrent: number;
  /** The limit of a whole call, in ms. */
  readonly total: number;
  /** The time in ms after which a slow read is hedged; undefined: never. */
  readonly hedgeAfter?: number;
}

export function createFleet(services: Services) {
  // All clients share these limits: 32 sockets for each service, and 64 idle sockets in total.
  const registry = createAgentRegistry({ maxPerHost: 32, maxIdle: 64 });

  // Clients on one registry share its budget. The first access sets it: 100 tokens for each service, 10 per retry or hedge.
  budgetOf(registry, { tokens: 100, cost: 10 });

  /** Each client has its own gate and breaker, so that a failing service does not affect the others. */
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
        // The connections are those of the registry, which are listed once below.
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
