import { BodyError, HttpResponse, NetworkError } from '@sluice/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenBudget, type HedgeStats, type RetryStats } from '../../src/index.ts';
import { hedgeRig } from '../support/hedge-rig.ts';
import { outcomeOf } from '../support/rig.ts';
import type { Answer } from '../support/scripted-transport.ts';

const lost = new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', { phase: 'response', bytesWritten: 5 });
const cut = new BodyError('ERR_SLUICE_BODY_CUT_SHORT', 'cut');

const answer: fc.Arbitrary<Answer> = fc
  .record({
    after: fc.integer({ min: 0, max: 400 }),
    waits: fc.boolean(),
    status: fc.constantFrom(200, 200, 404, 503),
    body: fc.constantFrom('', 'some text'),
    end: fc.constantFrom<Partial<Answer>>(
      {},
      {},
      { error: lost },
      { breaks: cut },
      { open: true },
      { hangs: true },
    ),
  })
  .map(({ end, ...head }) => ({ ...head, ...end }));

test('a race settles with the result of an attempt, leaves nothing open and pays for sent hedges only', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(answer, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 2 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 10_000 }),
      async (answers, maxHedges, maxRetries, whole, abortAt) => {
        const budget = tokenBudget({ floor: 0 });
        const { client, clock, transport } = hedgeRig(
          // Only a call that does not read the body can end with a body that stays open.
          answers.map(({ open, ...rest }) => (open === true && !whole ? { ...rest, open } : rest)),
          { maxHedges },
          { maxRetries, budget },
        );
        const controller = new AbortController();
        const { signal } = controller;
        clock.setTimer(abortAt, () => controller.abort(new Error('enough')), true);
        const call = client.get('/', { signal, throwHttpErrors: false });
        const { value, error } = await outcomeOf<unknown>(clock, whole ? call.text() : call, 100_000);
        if (value instanceof HttpResponse) value.discard();
        await clock.advance(10_000);

        expect(value !== undefined || error !== undefined).toBe(true);
        expect(transport.sent.length).toBeLessThanOrEqual((maxHedges + 1) * (maxRetries + 1));
        expect(transport).toMatchObject({ underWay: 0, open: 0 });
        expect(clock.pending()).toBe(0);
        expect(client.stats().calls.inFlight).toBe(0);
        const { hedges, unsent, won } = client.stats().plugins['hedge'] as HedgeStats;
        expect(won).toBeLessThanOrEqual(hedges - unsent);
        const { retries } = client.stats().plugins['retry'] as RetryStats;
        expect(budget.stats().granted).toBe(hedges - unsent + retries);
      },
    ),
    { numRuns: 500 },
  );
});
