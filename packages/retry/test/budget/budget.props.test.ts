import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareBudget, tokenBudget } from '../../src/index.ts';

const event = fc.oneof(
  fc.constantFrom('throttle' as const, 'transient' as const, 'hedge' as const),
  fc.constantFrom('call' as const, 'success' as const),
  fc.integer({ min: -100, max: 3_000 }),
);

test('budgets never grant more than they hold', () => {
  const url = 'http://a.test';
  const kinds = { tokens: fc.integer({ max: 60, min: 9 }), cost: fc.integer({ min: 1, max: 9 }) };
  fc.assert(
    fc.property(fc.record(kinds), fc.array(event, { maxLength: 300 }), (options, events) => {
      const tokens = tokenBudget({ ...options, floor: 2 });
      const share = shareBudget({ ratio: 0.2, window: 1_000, floor: 2 });
      const count = { calls: 0, success: 0, tokens: 0, share: 0 };
      let now = 0;
      let passed = 0;
      for (const what of events) {
        if (typeof what === 'number') {
          passed += Math.max(0, what);
          now += what;
        } else if (what === 'call') {
          count.calls++;
          share.onCall?.(url, now);
        } else if (what === 'success') {
          count.success++;
          tokens.onSuccess(url, undefined, now);
        } else {
          if (tokens.take(url, what, now)) count.tokens++;
          if (share.take(url, what, now)) count.share++;
        }
        for (const { available } of [...tokens.stats().hosts, ...share.stats().hosts]) {
          expect(available).toBeGreaterThanOrEqual(0);
        }
      }
      const held = options.tokens + count.success + (passed / 1_000) * 2 * options.cost;
      expect(count.tokens * options.cost).toBeLessThanOrEqual(held);
      expect(count.share).toBeLessThanOrEqual(count.calls * 0.2 + 2 * (passed / 1_000 + 2));
    }),
    { numRuns: 300 },
  );
});
