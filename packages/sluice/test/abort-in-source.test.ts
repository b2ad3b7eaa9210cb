// A source of a request body that aborts its call while the exchange starts.
import { expect, test } from 'vitest';
import { checkLeaks, clientOf, failure, originOf } from './setup.ts';

checkLeaks();

test.each([1, 20])(
  'aborting a call from its own body, at its first piece, settles %i calls',
  async (inFlight) => {
    const origin = await originOf();
    origin.on('/x').echo();
    const api = clientOf({ baseUrl: origin.url('/') });
    for (const round of [1, 2]) {
      const mine = new Error(`round ${round}`);
      const calls = Array.from({ length: inFlight }, () => {
        const controller = new AbortController();
        async function* body(): AsyncGenerator<Uint8Array> {
          controller.abort(mine);
          yield new Uint8Array(10);
        }
        return failure(api.put('x', { body: () => body(), signal: controller.signal }));
      });
      // oxlint-disable-next-line no-await-in-loop -- the second round finds open connections
      for (const error of await Promise.all(calls)) expect(error).toBe(mine);
      // oxlint-disable-next-line no-await-in-loop -- see above
      expect(await api.put('x', { body: 'x' }).json()).toMatchObject({ bodyBytes: 1 });
    }
  },
);
