import { expect, test } from 'vitest';
import { NetworkError, TimeoutError, type Plugin } from 'sluice';
import { checkLeaks, clientOf, failure, originOf, pause } from '../setup.ts';

checkLeaks();

test('a frozen error still settles the call', async () => {
  const frozen = Object.freeze(new NetworkError('ERR_SLUICE_CONNECT', 'no', { phase: 'connect' }));
  const failing: Plugin = {
    name: 'failing',
    stage: 'attempt',
    setup: () => () => Promise.reject(frozen),
  };
  const origin = await originOf();
  origin.on('/x').fault({ do: 'stall', at: 'request' });
  const broken = clientOf({ baseUrl: origin.url(), plugins: [failing], retry: false });
  expect(await failure(broken.get('/x'))).toBe(frozen);
  const client = clientOf({ baseUrl: origin.url() });
  const controller = new AbortController();
  const call = failure(client.get('/x', { signal: controller.signal }));
  await pause(10);
  const reason = Object.freeze(new TimeoutError('total', 1));
  controller.abort(reason);
  expect(await call).toBe(reason);
});
