// Runs every scenario on built-in fetch and on `client.fetch`: they differ in what the documentation lists, and only there.
import process from 'node:process';
import tls from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { caCertificate } from '@sluice/fixtures';
import { createClient, undiciTransport } from 'sluice';
import { onGot, transportOf } from '../carrier.ts';
import { listedDifference, withoutScenario } from './differences.ts';
import { kindOf, type Scenario } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';
import { startServer, type Protocol } from './server.ts';

const NODE = Number(process.versions.node.split('.')[0]);

type Fetch = typeof globalThis.fetch;

/** What a scenario ends with, on a server of its own. */
async function resultOf(fetch: Fetch, { run }: Scenario, protocol: Protocol): Promise<unknown> {
  const server = await startServer(protocol);
  try {
    return await run(fetch, server);
  } catch (error) {
    return { unexpected: kindOf(error), message: (error as Error).message };
  } finally {
    await server.close();
  }
}

async function ourResultOf(scenario: Scenario, protocol: Protocol): Promise<unknown> {
  const transport =
    protocol === 'h2'
      ? undiciTransport({ pool: {}, tls: { ca: caCertificate }, http2: true })
      : transportOf({ pool: {}, ca: caCertificate });
  const client = createClient({ transport });
  try {
    return await resultOf(client.fetch, scenario, protocol);
  } finally {
    void client.close();
  }
}

beforeAll(() => {
  // For built-in fetch, which has no option for it.
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), caCertificate]);
});

test('every scenario has a name of its own, and every listed difference has a scenario', () => {
  const names = scenarios.map(({ name }) => name);
  expect(withoutScenario(names)).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

const isNode22 = process.versions.node.startsWith('22.');
const protocols: readonly Protocol[] = onGot ? ['plain', 'tls'] : ['plain', 'tls', 'h2'];

describe.each(protocols)('%s', (protocol) => {
  const place = [protocol, onGot ? 'got' : 'undici', `node${process.versions.node.split('.')[0]}`];
  const mine = scenarios
    .filter(({ protocols: only }) => only?.includes(protocol) !== false)
    // Node 22's fetch never settles then.
    .filter(({ name }) => !isNode22 || !/no-cors.* redirected|elsewhere, mode no-cors/.test(name))
    // got does not survive a polluted prototype, nor does the built-in fetch of Node 26 with this getter.
    .filter(({ name }) => !onGot || !name.includes('Object.prototype'))
    .filter(({ name }) => NODE < 26 || name !== 'a getter on Object.prototype: get');
  /** Whether a scenario changes something that others would notice at the same time. */
  const isApart = ({ name }: Scenario): boolean =>
    /Object\.prototype|PerformanceResourceTiming|global/.test(name);
  const named = (list: readonly Scenario[]) => list.map((scenario) => [scenario.name, scenario] as const);

  async function compare(scenario: Scenario): Promise<void> {
    // Over TLS, built-in fetch speaks HTTP/1.1.
    const theirs = await resultOf(globalThis.fetch, scenario, protocol === 'h2' ? 'tls' : protocol);
    const ours = await ourResultOf(scenario, protocol);
    const listed = listedDifference(scenario.name, place);
    if (listed === undefined) expect(ours).toEqual(theirs);
    else if (listed === 'always' && isDeepStrictEqual(ours, theirs)) {
      throw new Error('listed as a difference, but the same');
    }
  }

  test.concurrent.each(named(mine.filter((scenario) => !isApart(scenario))))('%s', (_, scenario) =>
    compare(scenario),
  );
  test.each(named(mine.filter(isApart)))('%s', (_, scenario) => compare(scenario));
});
