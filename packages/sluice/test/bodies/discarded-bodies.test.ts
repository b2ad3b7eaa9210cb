import type { Reply } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { checkLeaks, clientOf, failure, originOf, pause } from '../setup.ts';

checkLeaks();

/** Bodies that a client cannot read to their end in time. */
const BODIES: Record<string, Reply> = {
  'that never ends': { body: { endless: true, bytesPerSecond: 1 << 20 } },
  'that ends late': { body: { size: 1_000 }, endDelay: 60_000 },
  'that drips': { body: { size: 100_000 }, drip: { bytes: 10, every: 100 } },
  'that is longer than the bound': { body: { size: 5_000_000 } },
};

for (const [name, reply] of Object.entries(BODIES)) {
  test(`a redirect with a body ${name} is followed at once, and its body is drained within the bound`, async () => {
    const origin = await originOf();
    origin.on('/from').reply(302, { ...reply, headers: { location: '/to' } });
    origin.on('/to').reply(200, { body: 'there' });
    const client = clientOf({ baseUrl: origin.url() });
    expect(await client.get('/from').text()).toBe('there');
    await expect.poll(() => client.stats().drains.destroyed).toBe(1);
    expect(client.stats().transport.active).toBe(0);
  });

  test(`a final response with a body ${name} is discarded within the bound`, async () => {
    const origin = await originOf();
    origin.on('/x').reply(200, reply);
    const client = clientOf({ baseUrl: origin.url() });
    const response = await client.get('/x');
    response.discard();
    await expect.poll(() => client.stats().drains.destroyed).toBe(1);
    expect(client.stats().transport.active).toBe(0);
    expect(client.stats().plugins.gate.running).toBe(0);
  });

  test(`leaving a loop over a body ${name} early, and \`await using\`, discard the body too`, async () => {
    const origin = await originOf();
    origin.on('/x').reply(200, reply);
    const client = clientOf({ baseUrl: origin.url() });
    for await (const _chunk of await client.get('/x')) break;
    {
      await using response = await client.get('/x');
      expect(response.ok).toBe(true);
    }
    await expect.poll(() => client.stats().drains.destroyed).toBe(2);
    expect(client.stats().transport.active).toBe(0);
  });
}

test('a redirect that is not followed keeps its connection', async () => {
  const origin = await originOf();
  origin.on('/x').reply(302, { headers: { location: '/y' }, body: 'moved', endDelay: 15 });
  const client = clientOf({ baseUrl: origin.url() });
  expect(await failure(client.get('/x', { redirect: 'error' }))).toMatchObject({
    code: 'ERR_SLUICE_REDIRECT',
  });
  await expect.poll(() => client.stats().transport).toMatchObject({ idle: 1, active: 0 });
  expect(client.stats().drains).toMatchObject({ outcomes: { eof: 1 }, kept: 1 });
});

test('a body that is discarded after its connection was paused is still drained', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: { size: 200_000 } });
  const client = clientOf({ baseUrl: origin.url() });
  const response = await client.get('/x');
  await pause(150);
  expect(await response.drain()).toMatchObject({ outcome: 'eof', connectionKept: true });
});
