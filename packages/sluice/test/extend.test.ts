import { expect, test } from 'vitest';
import type { Transport } from '@sluice/core';
import { createAgentRegistry, createClient, OptionError, undiciTransport } from 'sluice';
import { checkLeaks, clientOf } from './setup.ts';

checkLeaks();

/** A transport that counts how often it is closed. */
function counted(): { readonly transport: Transport; readonly closed: () => number } {
  const inner = undiciTransport({ pool: {} });
  let closed = 0;
  const transport: Transport = {
    name: 'counted',
    send: (request) => inner.send(request),
    close: () => {
      closed++;
      return inner.close();
    },
  };
  return { transport, closed: () => closed };
}

test('an extend that fails takes no share of the transport', async () => {
  const { transport, closed } = counted();
  const client = createClient({ transport });
  expect(() => client.extend({ baseUrl: 'nope' })).toThrow(OptionError);
  expect(closed()).toBe(0);
  await client.close();
  expect(closed()).toBe(1);
});

test('a client that could not be made leaves its registry without a user, and the given transport open', async () => {
  const registry = createAgentRegistry();
  expect(() => createClient({ registry, baseUrl: 'nope' })).toThrow(OptionError);
  registry.retain();
  expect(registry.release()).toBe(0);
  await registry.close();
  const { transport, closed } = counted();
  expect(() => createClient({ transport, baseUrl: 'nope' })).toThrow(OptionError);
  expect(() => clientOf().extend({ transport, baseUrl: 'nope' })).toThrow(OptionError);
  expect(closed()).toBe(0);
  await transport.close();
});
