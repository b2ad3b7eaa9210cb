// Tests that docs/defaults.md lists every option with its default.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { breaker } from '@sluice/breaker';
import { chaos } from '@sluice/chaos';
import { createClient as createCoreClient, redirect } from '@sluice/core';
import { defaultsOf, type Plugin } from '@sluice/core/plugin';
import { createScriptedTransport } from '@sluice/fixtures';
import { aimd, gate, gradient2 } from '@sluice/gate';
import { createAgentRegistry } from '@sluice/pool';
import { BACKOFFS, hedge, hostCooldown, parsePolicy, retry, shareBudget, tokenBudget } from '@sluice/retry';
import {
  conditional,
  defineApi,
  download,
  json,
  linkPages,
  ndjson,
  op,
  paginate,
  pollUntil,
  sse,
} from '@sluice/sdk';
import { undiciTransport } from '@sluice/undici';
import { watchdog } from '@sluice/watchdog';
import { createClient } from 'sluice';
import { expect, test } from 'vitest';
import { codeIn, readDocument, root, rowsOf } from './markdown.ts';

const page = readDocument('docs/defaults.md');

/** The default of each option in the table. */
const documented = new Map(
  rowsOf(page, 'option').flatMap(({ cells }) =>
    [...(cells[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => [name, cells[1] ?? ''] as const),
  ),
);

/** The option names that a function allows, from the error that it throws for an unknown one. */
async function allowed(give: (options: never) => unknown): Promise<string[]> {
  try {
    await give({ nope: 1 } as never);
  } catch (error) {
    const [, list] = /allowed: (.+)$/.exec((error as Error).message) ?? [];
    if (list !== undefined) return list.split(', ');
    throw error;
  }
  throw new Error('an unknown option was accepted');
}

const nowhere = (): ReturnType<typeof createScriptedTransport> => createScriptedTransport();

const surfaces: readonly [prefix: string, give: (options: never) => unknown][] = [
  ['', (options) => createClient(options)],
  ['', (options: object) => createCoreClient({ ...options, transport: nowhere() })],
  ['timeout.', (options) => createClient({ timeout: options })],
  ['retry.', (options) => retry(options)],
  ['retry.budget.', (options) => tokenBudget(options)],
  ['retry.cooldown.', (options) => hostCooldown(options)],
  ['shareBudget.', (options) => shareBudget(options)],
  ['hedge.', (options) => hedge(options)],
  ['gate.', (options) => gate(options)],
  ['aimd.', (options) => aimd(options)],
  ['gradient2.', (options) => gradient2(options)],
  ['breaker.', (options) => breaker(options)],
  ['chaos.', (options) => chaos(options)],
  ['breaker.ratio.', (options) => breaker({ ratio: options })],
  ['transport.http2.', (options) => undiciTransport({ http2: options })],
  ['pool.', (options) => createAgentRegistry(options)],
  ['watchdog.', (options) => watchdog(options)],
  ['transport.', (options) => undiciTransport(options)],
  ['events.', (options) => sse(options)],
  ['events.reconnect.', (options) => sse({ reconnect: options })],
  ['jsonLines.', (options) => ndjson(options)],
  [
    'paginate.',
    (options) => paginate(createClient(), 'http://a.test/', { page: linkPages() }).pages(options),
  ],
  ['op.', (options: object) => op('GET /x', { ok: { 200: json() }, ...options })],
  ['download.', (options) => download(createClient(), 'http://a.test/', 'unused', options)],
  ['conditional.', (options) => conditional(options)],
  ['poll.', (options) => pollUntil(options)],
  ['download.retry.', (options) => download(createClient(), 'http://a.test/', 'unused', { retry: options })],
];

test.each(surfaces)('every option of %s is in the table', async (prefix, give) => {
  const missing = (await allowed(give)).map((name) => prefix + name).filter((name) => !documented.has(name));
  expect(missing).toEqual([]);
});

test('every option of an API is in the table, or is one of its client', async () => {
  const names = await allowed((options: object) => defineApi({ operations: {}, ...options }));
  const missing = names.filter((name) => !documented.has(`defineApi.${name}`) && !documented.has(name));
  expect(missing).toEqual([]);
});

test('every option of a call is in the table or in the text', async () => {
  const api = createClient({ transport: nowhere() });
  const names = await allowed((options) => api.get('http://a.test/', options));
  const text = page.lines.join('\n');
  for (const name of names) expect(documented.has(name) || text.includes(`\`${name}\``), name).toBe(true);
});

/** The actual defaults, by the names of the table. */
async function actual(): Promise<Map<string, unknown>> {
  const known = new Map<string, unknown>();
  const add = (prefix: string, values: object): void => {
    for (const [name, value] of Object.entries(values)) known.set(prefix + name, value);
  };
  const { timeout, retry: policy, watchdog: bodies, gate: _pass, ...core } = await resolvedOptions();
  add('', core);
  add('timeout.', timeout as object);
  add('retry.', policy as object);
  add('watchdog.', bodies as object);
  add('hedge.', (defaultsOf(hedge().callOptions ?? {}) as Record<string, object>)['hedge'] ?? {});
  add('pool.', createAgentRegistry().limits);
  const limits = await source('packages/gate/src/options/gate-options.ts', 'resolveGate');
  const { limitsOf, ...rest } = limits(undefined) as { limitsOf: (key: string) => object };
  add('gate.', { ...rest, ...limitsOf('any') });
  const settings = await source(
    'packages/undici/src/destination/transport-options.ts',
    'parseTransportOptions',
  );
  const { maxResponseHeaders, wire } = settings(undefined) as { maxResponseHeaders: number; wire: object };
  add('transport.', { maxResponseHeaders, ...wire });
  const budget = await source('packages/retry/src/budget/token-budget.ts', 'parseTokenBudget');
  add('retry.budget.', budget(undefined, '') as object);
  const rules = await source('packages/breaker/src/options.ts', 'resolveBreaker');
  add('breaker.', rules(undefined) as object);
  add('breaker.ratio.', (rules({ ratio: {} }) as { ratio: object }).ratio);
  const stream = await source('packages/sdk/src/events/event-options.ts', 'parseStreamOptions');
  const { reconnect, ...events } = stream(undefined) as { reconnect: object };
  add('events.', events);
  add('events.reconnect.', reconnect);
  const lines = await source('packages/sdk/src/events/json-lines.ts', 'parseLineOptions');
  add('jsonLines.', lines(undefined) as object);
  const walk = await source('packages/sdk/src/pages/walk-options.ts', 'parseWalkOptions');
  add('paginate.', walk(undefined) as object);
  const http2 = await source('packages/undici/src/http2/http2-options.ts', 'parseHttp2');
  add('transport.http2.', http2(true, '') as object);
  return known;
}

async function source(file: string, name: string): Promise<(...args: unknown[]) => unknown> {
  const module = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
  return module[name] as (...args: unknown[]) => unknown;
}

/** The options of a call without options, on a client without options. */
async function resolvedOptions(): Promise<Record<string, unknown>> {
  let seen: Record<string, unknown> = {};
  const look: Plugin = {
    name: 'look',
    stage: 'call',
    setup: () => (request) => {
      seen = { ...request.options };
      return Promise.reject(new Error('seen'));
    },
  };
  await createClient({ plugins: [look] })
    .get('http://a.test/')
    .then(undefined, () => {});
  return seen;
}

/** The value of a table cell; undefined if the cell describes it in words. */
function written(cell: string): { value: unknown } | undefined {
  const code = codeIn(cell);
  try {
    // oxlint-disable-next-line no-eval -- a value from a document of this repository
    return { value: (0, eval)(`(${code})`) };
  } catch {
    return undefined;
  }
}

/** A default as the table writes it. */
function plain(name: string, value: unknown): unknown {
  if (value instanceof Set) return [...value];
  if (name === 'retry.backoff') return Object.entries(BACKOFFS).find(([, backoff]) => backoff === value)?.[0];
  // The code stores `false` as a limit that is never reached.
  if (name === 'gate.lifoAfter' && value === Infinity) return false;
  return value;
}

test('the defaults in the table are the defaults of the code', async () => {
  const known = await actual();
  let compared = 0;
  for (const [name, cell] of documented) {
    const value = plain(name, known.get(name));
    if (value === undefined || typeof value === 'function') continue;
    const given = written(cell);
    if (given === undefined) continue;
    expect({ [name]: given.value }).toEqual({ [name]: value });
    compared++;
  }
  expect(compared).toBeGreaterThanOrEqual(50);
});

test('the retried statuses are those of the code', () => {
  const { statuses } = parsePolicy(undefined);
  const listed = written(documented.get('retry.statuses') ?? '')?.value as number[];
  for (const status of listed) expect(statuses(status), String(status)).toBe(true);
  for (const status of [200, 400, 404, 413, 501]) expect(statuses(status), String(status)).toBe(false);
  expect(statuses(599)).toBe(true);
  expect(defaultsOf(redirect().callOptions ?? {})).toEqual({ redirect: 'follow', maxRedirects: 20 });
});

const inComments: readonly [prefix: string, file: string][] = [
  ['shareBudget.', 'packages/retry/src/budget/share-budget.ts'],
  ['retry.cooldown.', 'packages/retry/src/cooldown/cooldown.ts'],
  ['aimd.', 'packages/gate/src/adaptive/aimd.ts'],
  ['gradient2.', 'packages/gate/src/adaptive/gradient2.ts'],
  ['conditional.', 'packages/sdk/src/conditional/copies.ts'],
  ['poll.', 'packages/sdk/src/polling/poll-options.ts'],
  ['download.retry.', 'packages/sdk/src/files/download-options.ts'],
];

test.each(inComments)('%s: the defaults are those in the comments', (prefix, file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [...text.matchAll(/Default: ([\d.,]*\d)(?:(?!\*\/)[\s\S])*\*\/\s+readonly (\w+)\?:/g)];
  expect(found.length).toBeGreaterThan(0);
  for (const [, value = '', name = ''] of found) {
    expect(written(documented.get(prefix + name) ?? '')?.value, prefix + name).toBe(
      Number(value.replaceAll(',', '')),
    );
  }
});

test.each(rowsOf(page, 'limit').map(({ cells }) => [cells[0] ?? '', cells] as const))(
  'fixed: %s',
  (_limit, cells) => {
    const [, name = '', file = ''] = /`(\w+)` in (\S+)/.exec(cells[3] ?? '') ?? [];
    const text = readFileSync(join(root, file), 'utf8');
    const [, value = ''] = new RegExp(`const ${name}(?:: number)? = ([\\d_]+);`).exec(text) ?? [];
    expect(Number(value.replaceAll('_', ''))).toBe(Number(codeIn(cells[1])));
  },
);
