import diagnostics_channel from 'node:diagnostics_channel';
import { createClient } from '@sluice/core';
import { createVirtualClock } from '@sluice/fixtures';
import { afterEach, expect, test } from 'vitest';
import { hedge, retry, type RetryMessage, type RetryOptions } from '../src/index.ts';
import { outcomeOf } from './support/rig.ts';
import { ScriptedTransport, type Answer } from './support/scripted-transport.ts';

const heard: RetryMessage[] = [];
const listen = (message: unknown): void => void heard.push(message as RetryMessage);

afterEach(() => {
  diagnostics_channel.unsubscribe('sluice:retry', listen);
  heard.length = 0;
});

async function run(answers: Answer[], options: RetryOptions = {}, calls = 1): Promise<string[]> {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport(answers);
  const plugins = [retry({ random: () => 0.5, ...options }), hedge({ delay: 400 })] as const;
  const client = createClient({ transport, clock, plugins });
  for (let call = 0; call < calls; call++)
    await outcomeOf(clock, client.get('http://u:p@a.test/x?token=1'), 5_000);
  return heard.map(({ event, wait, reason }) => `${event} ${wait} ${reason}`);
}

test('publishes retries, exhaustion, budget refusals, cool-downs and hedges', async () => {
  diagnostics_channel.subscribe('sluice:retry', listen);
  expect(await run([{ status: 503 }], { maxRetries: 1 })).toEqual([
    'retry 500 status 503',
    'exhausted undefined gave up: maxRetries 1 reached (status 503)',
  ]);
  expect(heard[0]).toMatchObject({ method: 'GET', url: 'http://a.test/x?token=…', attempt: { number: 1 } });
  heard.length = 0;
  expect(await run([{ status: 503 }], { budget: { tokens: 0 } })).toEqual([
    'budget undefined gave up: the retry budget of http://a.test is spent (status 503)',
  ]);
  heard.length = 0;
  const limited = { headers: { ratelimit: '"x";r=0;t=2' } };
  expect(await run([limited, {}], { cooldown: { spread: 0 } }, 2)).toEqual([]);
  expect(await run([{ after: 500 }])).toEqual(['hedge 0 no answer yet']);
});

test('publishes a cool-down', async () => {
  diagnostics_channel.subscribe('sluice:retry', listen);
  const clock = createVirtualClock();
  const transport = new ScriptedTransport([{ headers: { ratelimit: '"x";r=0;t=2' } }, {}]);
  const client = createClient({ transport, clock, plugins: [retry({ cooldown: { spread: 0 } })] });
  await outcomeOf(clock, client.get('http://a.test/'), 0);
  await outcomeOf(clock, client.get('http://a.test/'));
  expect(heard).toMatchObject([{ event: 'cooldown', wait: 2_000, attempt: undefined }]);
});

test('builds no message while the channel has no subscriber', async () => {
  await run([{ status: 503 }], { maxRetries: 1 });
  expect(heard).toEqual([]);
});
