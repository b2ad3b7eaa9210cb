// The services on this machine, made of their declarations. Each fails in a way of its own.
import { mockApi } from '@sluice/fixtures';
import { Orders, Search, Users } from './apis.ts';
import type { Services } from './fleet.ts';

/** The running fakes. */
export interface FakeServices extends Services {
  /** The orders that were placed. */
  readonly placed: readonly string[];
  /** The largest number of requests that the orders had at once. */
  readonly peakOfOrders: number;
  /** Requests to the search so far. */
  readonly searches: number;
  /** Stops them. */
  close(): Promise<void>;
}

export async function startFakeServices(): Promise<FakeServices> {
  const users = await mockApi(Users).origin();
  const orders = await mockApi(Orders).origin();
  const search = await mockApi(Search).origin();

  // One answer of the users takes far too long.
  const ada = { id: 7, name: 'Ada' };
  users.on.getUser
    .reply(200, ada, { when: { nth: 1 }, delay: 4_000 })
    .handle(({ params }) =>
      params.id === '7' ? { status: 200, body: ada } : { status: 404, body: { message: 'no such user' } },
    );

  // The orders break off while they answer that an order was placed: it was, so that the key must count.
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

  // The search is down: the proxy before it says so, and its declaration does not know that.
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
