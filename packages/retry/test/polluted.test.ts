import { afterEach, beforeEach, expect, test } from 'vitest';
import { outcomeOf, rig } from './support/rig.ts';

/** The properties of a polluted prototype: every option, and every field that passes through the loop. */
const POISON: Record<string, unknown> = {
  maxRetries: 99,
  methods: 'any',
  statuses: () => true,
  budget: false,
  wait: 60_000,
  reason: 'evil',
  retry: true,
  stop: { action: 'stop', rule: 'answer', reason: 'evil' },
  shouldConsumeRetry: () => false,
  maxRetryTime: 0,
  unref: 'evil',
  randomize: 'evil',
  keyed: true,
  idempotencyKey: 'evil',
  idempotencyHeader: 'x-evil',
  hedge: { delay: 0 },
  preset: 'goRetryablehttp',
  onExhausted: 'return',
};
for (const hook of ['onFailedAttempt', 'onRequest', 'onResponse', 'checkRetry', 'onRetry', 'prepareRetry']) {
  POISON[hook] = () => {
    throw new Error('evil');
  };
}

const shared = Object.prototype as unknown as Record<string, unknown>;

const clean = (): void => {
  for (const key of Object.keys(POISON)) delete shared[key];
};

beforeEach(() => {
  Object.assign(shared, POISON);
});

afterEach(clean);

test('a polluted prototype changes nothing', async () => {
  const { client, clock, times, transport } = rig([{ status: 503 }, { status: 200 }]);
  const { value } = await outcomeOf(clock, client.get('/', { retry: { minDelay: 200 } }));
  const posted = await outcomeOf(
    clock,
    rig([{ status: 503 }])
      .client.post('/')
      .catch((error: unknown) => error),
  );
  const history = value?.attempts.map(({ reason }) => reason);
  const headers = transport.sent.flatMap((sent) => sent.headers.raw());
  const post = posted.value as { status: number; attempts: unknown[] };
  clean();
  expect(times()).toEqual([0, 100]);
  expect(history).toEqual(['status 503', undefined]);
  expect(headers.join()).not.toContain('evil');
  expect(post.attempts).toHaveLength(1);
});

test('a polluted prototype adds nothing to the result of checkRetry', async () => {
  const { client, clock, times } = rig([{ status: 503 }, { status: 200 }], {
    checkRetry: ({ status }) => ({ retry: status === 503 }),
  });
  await outcomeOf(clock, client.get('/'));
  clean();
  expect(times()).toEqual([0, 500]);
});
