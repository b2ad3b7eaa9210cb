// A property of copies: an answer is never outdated, and never that of another caller.
import fc from 'fast-check';
import { createClient } from 'sluice';
import { expect, test } from 'vitest';
import { conditional } from '../../src/index.ts';
import { closeLater, originOf } from '../setup.ts';

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('get' as const),
      token: fc.constantFrom('a', 'b'),
      language: fc.constantFrom('de', 'fr'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('change' as const, 'forbid' as const, 'allow' as const) }),
  },
);

test('an answer is the current one, for its own token and language', async () => {
  const origin = await originOf();
  let version = 1;
  let isForbidden = false;
  origin.on('/doc').handle((request) => {
    const etag = `"${version}"`;
    const headers = { etag, vary: 'x-language', ...(isForbidden && { 'cache-control': 'no-store' }) };
    if (request.header('if-none-match') === etag) return { status: 304, headers };
    return {
      status: 200,
      headers,
      json: [version, request.header('authorization'), request.header('x-language')],
    };
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { maxLength: 30 }),
      fc.integer({ min: 1, max: 3 }),
      async (actions, maxEntries) => {
        version = 1;
        isForbidden = false;
        const api = closeLater(createClient({ pool: {}, plugins: [conditional({ maxEntries })] }));
        for (const given of actions) {
          if (given.do === 'change') version++;
          else if (given.do !== 'get') isForbidden = given.do === 'forbid';
          else {
            const { token, language } = given;
            const headers = { authorization: token, 'x-language': language };
            // oxlint-disable-next-line no-await-in-loop -- one call after the other
            expect(await api.get(origin.url('/doc'), { headers }).json()).toEqual([version, token, language]);
          }
        }
        await api.close();
      },
    ),
    { numRuns: 40 },
  );
});
