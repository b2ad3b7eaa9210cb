// Tests that the program runs, and that its clients share connections and a budget, isolate failures, and shut down.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isBreakerError } from 'sluice';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeServices, type FakeServices } from '../src/fake-services.ts';
import { createFleet, type Fleet } from '../src/fleet.ts';
import { serveStats } from '../src/stats-server.ts';

let services: FakeServices;
let fleet: Fleet;

beforeEach(async () => {
  services = await startFakeServices();
  fleet = createFleet(services);
});

afterEach(async () => {
  await fleet.close(1_000);
  await services.close();
});

test('the program prints the outcome of each failure', async () => {
  const args = ['--conditions=@sluice/source', 'src/main.ts'];
  const cwd = new URL('..', import.meta.url);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd });
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'users: Ada, from a hedged read',
    'orders: 20 of 20 placed, at most 4 at once',
    'search: 5 requests for 10 calls, its circuit is open',
    'users: Ada',
  ]);
  expect(lines).toContain('sluice_plugins_hedge_won_total{client="users"} 1');
  expect(lines).toContain('sluice_plugins_breaker_opened_total{client="search"} 1');
  expect(lines).toContain('sluice_plugins_breaker_opened_total{client="users"} 0');
  expect(stdout).toMatch(/^sluice_retry_budget_granted_total [1-9]\d*$/m);
  expect(lines.at(-1)).toBe('closed: the last order was placed');
});

test('an order whose answer is cut is placed once', async () => {
  await fleet.orders.placeOrder({ body: { user: 7, item: 'a book' } });
  expect(services.placed).toEqual(['a book']);
});

test('the open breaker of one service does not affect the others', async () => {
  for (let call = 0; call < 5; call++) await fleet.search.find({ query: { q: 'x' } }).settled();
  const { failure } = await fleet.search.find({ query: { q: 'x' } }).settled();
  expect(isBreakerError(failure?.cause)).toBe(true);
  expect(services.searches).toBe(5);
  expect((await fleet.users.getUser({ params: { id: 8 } }).settled()).ok).toBe(false);
  expect(await fleet.users.getUser({ params: { id: 7 } })).toMatchObject({ name: 'Ada' });
});

test('all metrics of all clients are one text, each metric once', async () => {
  const stats = await serveStats(() => fleet.metrics());
  await fleet.orders.placeOrder({ body: { user: 7, item: 'a book' } });
  const response = await fetch(stats.url);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  const text = await response.text();
  const types = text.split('\n').filter((line) => line.startsWith('# TYPE'));
  expect(new Set(types).size).toBe(types.length);
  expect(text).toContain('sluice_calls_answered_total{client="orders"} 1\n');
  // The metrics of the registry, once for all clients.
  expect(text).toContain('sluice_retry_budget_granted_total 1\n');
  expect(text.match(/^sluice_connections_opened_total/gm)).toHaveLength(1);
  expect((await fetch(new URL('/other', stats.url))).status).toBe(404);
  await stats.close();
});

test('closing waits for calls in flight, within its limit', async () => {
  const slow = fleet.users.getUser({ params: { id: 7 } }, { client: { hedge: false } as object }).settled();
  const order = fleet.orders.placeOrder({ body: { user: 7, item: 'a book' } }).settled();
  await fleet.close(300);
  expect((await order).ok).toBe(true);
  expect(await slow).toMatchObject({ failure: { cause: { code: 'ERR_SLUICE_CLOSED' } } });
});
