import { createClient } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import type { Transport } from '@sluice/core/transport';
import {
  budgetOf,
  hedge,
  hostCooldown,
  isCooldownError,
  nextStep,
  parsePolicy,
  retry,
  shareBudget,
  tokenBudget,
  type AttemptOutcome,
  type Backoff,
  type CooldownError,
  type HedgeCallOptions,
  type RetryBudget,
  type RetryCallOptions,
  type RetryPolicy,
  type Step,
} from '@sluice/retry';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';

declare const transport: Transport;
declare const outcome: AttemptOutcome;
declare const failure: unknown;

expectType<Plugin<RetryCallOptions>>(retry());
expectType<Plugin<HedgeCallOptions>>(hedge());

// Options of the plugin.
retry({
  maxRetries: Infinity,
  minDelay: 1,
  maxDelay: Infinity,
  factor: 1.5,
  methods: 'any',
  statuses: [503],
});
retry({
  preset: 'aws',
  statuses: (status) => status > 500,
  errorCodes: ['ECONNRESET'],
  hints: ['retry-after'],
});
retry({ budget: false, cooldown: true });
retry({ budget: { tokens: 10 }, cooldown: { spread: 0.1 } });
retry({ budget: tokenBudget(), cooldown: hostCooldown() });
retry({ budget: shareBudget({ ratio: 0.1 }) });
expectError(retry({ maxRetry: 3 }));
expectError(retry({ maxRetries: '3' }));
expectError(retry({ preset: 'azure' }));
expectError(retry({ backoff: 'full' }));
expectError(retry({ ceiling: 'fail' }));
expectError(retry({ hints: ['Retry-After'] }));
expectError(retry({ budget: true }));
expectError(retry({ drain: { size: 3 } }));
expectError(hedge({ delay: { percentil: 0.9 } }));

// A function of one's own.
const backoff: Backoff = ({ retry: number, minDelay, random, outcome: seen }) => {
  expectType<AttemptOutcome>(seen);
  return number * minDelay * random();
};
retry({ backoff });
retry({
  checkRetry({ status, peek }, verdict) {
    expectType<number | undefined>(status);
    expectType<Uint8Array | undefined>(peek);
    expectType<boolean>(verdict.retry);
    return { retry: true, wait: 5 };
  },
  prepareRetry: ({ request, wait }) =>
    request.with({ headers: request.headers.with('x-waited', String(wait)) }),
  onExhausted: async () => 'return' as const,
});
retry({ prepareRetry: ({ request }) => request.with({ url: '/x', method: 'PUT', body: new FormData() }) });
expectError(retry({ prepareRetry: ({ request }) => request.with({ headers: { 'x-a': '1' } }) }));
expectError(retry({ prepareRetry: ({ request }) => request.with({ body: 7 }) }));
expectError(retry({ checkRetry: () => 'yes' }));
expectError(retry({ prepareRetry: () => ({}) }));
expectError(retry({ onExhausted: () => 'ignore' }));

// Per call: what the client's plugins declare, and nothing else.
const client = createClient({ transport, plugins: [retry()] });
client.get('/', { retry: false });
client.get('/', { retry: { maxRetries: 1, budget: false, checkRetry: () => undefined } });
client.post('/', { idempotencyKey: true });
client.post('/', { idempotencyKey: 'key' });
client.post('/', { idempotencyKey: () => 'key' });
expectError(client.get('/', { retry: true }));
expectError(client.get('/', { retry: { retries: 1 } }));
expectError(client.get('/', { retry: { budget: { tokens: 5 } } }));
expectError(client.get('/', { retry: { random: Math.random } }));
expectError(client.get('/', { retry: { preset: 'aws' } }));
client.post('/', { idempotencyKey: false, retry: 3 });
client.post('/', { idempotencyKey: { methods: ['POST'] } });
expectError(client.post('/', { idempotencyKey: { methods: 'POST' } }));
expectError(client.post('/', { idempotencyKey: 5 }));
expectError(client.post('/', { idempotencyKey: () => 5 }));
expectError(client.get('/', { hedge: false }));

const hedging = createClient({ transport, plugins: [retry(), hedge()] });
hedging.get('/', { hedge: { delay: 50 }, retry: false });
expectError(hedging.get('/', { hedge: { budget: false } }));

const bare = createClient({ transport });
expectError(bare.get('/', { retry: false }));
expectError(bare.post('/', { idempotencyKey: true }));

// The policy as pure functions.
expectType<RetryPolicy>(parsePolicy({ preset: 'got' }));
const policy = parsePolicy({});
const step = nextStep(outcome, { policy, checked: false, pause: () => 5, grant: (kind) => kind !== 'hedge' });
expectType<Step>(step);
if (step.action === 'retry') expectType<number>(step.wait);
else expectError(step.wait);
if (step.action === 'stop') expectType<boolean>(step.exhausted);
expectError(nextStep(outcome, policy));
expectError(nextStep(outcome, { policy, checked: 'yes' }));

// A budget of one's own.
expectAssignable<RetryBudget>({
  onSuccess: () => undefined,
  take: (_origin: string, kind: 'throttle' | 'transient' | 'hedge') => kind !== 'hedge',
  stats: () => ({ granted: 0, refused: 0, hosts: [] }),
});
expectNotAssignable<RetryBudget>({ take: () => true });
expectError(budgetOf({}));

// The error of a pause that does not fit the call.
if (isCooldownError(failure)) {
  expectType<CooldownError>(failure);
  expectType<'ERR_SLUICE_COOLDOWN'>(failure.code);
  expectType<number>(failure.wait);
}
