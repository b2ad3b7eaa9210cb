// Mocks the services on this machine from their declarations. Each service fails in a different way.
import { mockApi } from '@sluice/fixtures';
import { Orders, Search, Users } from './apis.ts';
import type { Services } from './fleet.ts';

/** The running mocks. */
export interface FakeServices extends Services {
  /** The orders that were placed. */
  readonly placed: readonly string[];
  /** The most requests that the service of orders had at once. */
  readonly peakOfOrders: number;
  /** The number of requests to the search so far. */
  readonly searches: number;
  /** Stops the mocks. */
  close(): Promise<void>;
}

export async function startFakeServices(): Promise<FakeServices> {
  const users = await mockApi(Users).origin();
  const orders = await mockApi(Orders).origin();
  const search = await mockApi(Search).origin();

  // The first answer of the service of users takes far too long.
  const ada = { id: 7, name: 'Ada' };
  users.on.getUser
    .reply(200, ada, { when: { nth: 1 }, delay: 4_000 })
    .handle(({ params }) =>
      params.id === '7' ? { status: 200, body: ada } : { status: 404, body: { message: 'no such user' } },
    );

  // The first answer to an order is cut short, although the order was placed: only its key prevents a second one.
  const placed = new Map<string, string>();
  const cut = { do: 'close', at: 'body', after: 10 } as const;
  orders.on.placeOrder
    .handle(({ body, headers }) => {
      const key = headers.get('idempotency-key') ?? '';
      if (!placed.has(key)) placed.set(key, body.item);
      return { status: 201, body: { id: placed.size, user: body.user, item: body.item }, delay: 20 };
    })
    .fault(cut, { nth: 1 });
  orders.on.listOrders.handle(({ query }) => {
    const items = [...placed.values()];
    const from = Number(query.cursor ?? 0);
    const data = items.slice(from, from + 5).map((item, index) => ({ id: from + index + 1, user: 7, item }));
    return { status: 200, body: { data, next: from + 5 < items.length ? String(from + 5) : null } };
  });

  // The search is down: the proxy in front of it answers with a status that the declaration does not have.
  search.on.find.undeclared(503, 'upstream is down');

  return {
    users: users.baseUrl,
    orders: orders.baseUrl,
    search: search.baseUrl,
    get placed() {
      return [...placed.values()];
    },
    get peakOfOrders() {
      return orders.origin.stats().peakInFlight;
    },
    get searches() {
      return search.on.find.calls.length;
    },
    async close() {
      await Promise.all([users.close(), orders.close(), search.close()]);
    },
  };
}
