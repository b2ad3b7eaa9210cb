import { createClient, type Client, type CoreCallOptions } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import { createVirtualClock, type VirtualClock } from '@sluice/fixtures';
import { retry, type RetryCallOptions, type RetryOptions } from '../../src/index.ts';
import { ScriptedTransport } from './scripted-transport.ts';

/** A client with the plugin over a scripted transport, in virtual time. */
export interface Rig {
  readonly clock: VirtualClock;
  readonly transport: ScriptedTransport;
  readonly client: Client<CoreCallOptions & RetryCallOptions>;
  /** When each request was sent, in ms since the start. */
  times(): number[];
}

export function rig(
  answers: ConstructorParameters<typeof ScriptedTransport>[0],
  options: RetryOptions = {},
): Rig {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport(answers);
  const client = createClient({
    transport,
    clock,
    baseUrl: 'http://origin.test',
    plugins: [retry({ random: () => 0.5, ...options })],
  });
  return { clock, transport, client, times: () => transport.sent.map(({ at }) => at) };
}

/** A plugin that sets the deadline of each call, without a timer that aborts it. */
export function withDeadline(ms: number): Plugin {
  return {
    name: 'deadline',
    stage: 'call',
    setup: () => (request, next) => {
      request.call.limitUntil(request.call.startedAt + ms);
      return next(request);
    },
  };
}

/** Lets time pass. @returns the value or the error of a promise */
export async function outcomeOf<Value>(
  clock: VirtualClock,
  promise: PromiseLike<Value>,
  ms = 1_000_000,
): Promise<{ value?: Value; error?: any }> {
  const settled = Promise.resolve(promise).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  await clock.advance(ms);
  return settled;
}
