import { createClient, type Client, type CoreCallOptions } from '@sluice/core';
import { createVirtualClock, type VirtualClock } from '@sluice/fixtures';
import {
  hedge,
  retry,
  type HedgeCallOptions,
  type HedgeOptions,
  type RetryCallOptions,
  type RetryOptions,
} from '../../src/index.ts';
import { ScriptedTransport } from './scripted-transport.ts';

/** A client that hedges after 100 ms, over a scripted transport, in virtual time. */
export interface HedgeRig {
  clock: VirtualClock;
  transport: ScriptedTransport;
  client: Client<CoreCallOptions & RetryCallOptions & HedgeCallOptions>;
}

export function hedgeRig(
  answers: ConstructorParameters<typeof ScriptedTransport>[0],
  options: HedgeOptions = {},
  retries: RetryOptions = {},
): HedgeRig {
  const clock = createVirtualClock();
  const transport = new ScriptedTransport(answers);
  const plugins = [retry({ random: () => 0.5, ...retries }), hedge({ delay: 100, ...options })] as const;
  return {
    clock,
    transport,
    client: createClient({ transport, clock, baseUrl: 'http://origin.test', plugins }),
  };
}
