// Runs every case of every client with built-in fetch and with `client.fetch`: the outcomes are the same.
import { afterAll, describe, expect, test } from 'vitest';
import { createClient, fetchPreset } from 'sluice';
import { cases, outcomeOf } from '../src/cases.ts';
import { clients } from '../src/clients/index.ts';

const sluice = createClient({ ...fetchPreset, pool: {} });

afterAll(() => sluice.close());

describe.each(clients.map((client) => [client.name, client] as const))('%s', (_, client) => {
  const able = cases.filter((each) => each.run(client) !== undefined);
  test.each(able.map((each) => [each.name, each] as const))('%s', async (__, each) => {
    const theirs = await outcomeOf(client, each, globalThis.fetch);
    const ours = await outcomeOf(client, each, sluice.fetch);
    const isBetter = each.mayBeBetter === true && theirs.error !== undefined && ours.error === undefined;
    if (!isBetter) expect(ours).toEqual(theirs);
  });
});
