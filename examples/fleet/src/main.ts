// Calls three services that each fail in a different way, and prints the outcomes.
import { isBreakerError } from 'sluice';
import { startFakeServices } from './fake-services.ts';
import { createFleet } from './fleet.ts';
import { serveStats } from './stats-server.ts';

const services = await startFakeServices();
const fleet = createFleet(services);
const stats = await serveStats(() => fleet.metrics());

// The first answer is slow: a second request, sent after 200 ms, is answered sooner.
const user = await fleet.users.getUser({ params: { id: 7 } });
console.log(`users: ${user.name}, from a hedged read`);

// Twenty orders, four at a time. One answer is cut short; its order is sent again with the same key, and placed once.
const items = Array.from({ length: 20 }, (_, index) => `book ${index + 1}`);
await Promise.all(items.map((item) => fleet.orders.placeOrder({ body: { user: user.id, item } })));
let listed = 0;
for await (const order of fleet.orders.listOrders({ query: { user: user.id } }))
  listed += order.item === '' ? 0 : 1;
console.log(`orders: ${listed} of ${items.length} placed, at most ${services.peakOfOrders} at once`);

// The search is down. The breaker opens after five failures, and later calls fail at once, without a request.
const refused: boolean[] = [];
for (let call = 0; call < 10; call++) {
  const { failure } = await fleet.search.find({ query: { q: 'x' } }).settled();
  refused.push(isBreakerError(failure?.cause));
}
const last = refused.at(-1) === true ? 'open' : 'closed';
console.log(`search: ${services.searches} requests for ${refused.length} calls, its circuit is ${last}`);

// The other services are not affected.
console.log(`users: ${(await fleet.users.getUser({ params: { id: 7 } })).name}`);

const text = await (await fetch(stats.url)).text();
const shown =
  /^sluice_(?:plugins_hedge_won|plugins_breaker_opened|plugins_gate_queued|retry_budget_granted)_total/;
for (const line of text.split('\n')) if (shown.test(line)) console.log(line);

// `settled()` sends an order. Closing waits for this call, which is in flight. A service does this at SIGTERM.
const order = fleet.orders.placeOrder({ body: { user: user.id, item: 'the last book' } }).settled();
await fleet.close(5_000);
console.log(`closed: the last order was ${(await order).ok ? 'placed' : 'lost'}`);

await stats.close();
await services.close();
