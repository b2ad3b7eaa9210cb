import { createClient, type Client, type CoreCallOptions } from '@sluice/core';
import type { AnyPlugin } from '@sluice/core/plugin';
import {
  createScriptedTransport,
  createVirtualClock,
  type ScriptedTransport,
  type VirtualClock,
} from '@sluice/fixtures';
import {
  breaker,
  type BreakerCallOptions,
  type BreakerOptions,
  type BreakerStats,
  type CircuitStats,
} from '../../src/index.ts';

/** The key of the host that every rig calls. */
export const KEY = 'http://a.test';

/** A client with a breaker over a scripted transport and a virtual clock. */
export class Rig {
  readonly clock: VirtualClock = createVirtualClock();
  readonly transport: ScriptedTransport = createScriptedTransport({ clock: this.clock });
  readonly client: Client<CoreCallOptions & BreakerCallOptions>;

  constructor(options?: BreakerOptions, ...inside: AnyPlugin[]) {
    const { clock, transport } = this;
    const plugins = [breaker(options), ...inside];
    this.client = createClient({ transport, clock, plugins, baseUrl: KEY, throwHttpErrors: false });
  }

  /** Calls a path and reads the body: the status, or the code of the error. */
  async call(path: string, options: CoreCallOptions & BreakerCallOptions = {}): Promise<number | string> {
    try {
      const response = await this.client.get(path, options);
      await response.text();
      return response.status;
    } catch (error) {
      return (error as { code?: string }).code ?? (error as Error).message;
    }
  }

  /** Calls a path several times, one after the other. */
  async calls(path: string, times: number): Promise<(number | string)[]> {
    const outcomes: (number | string)[] = [];
    for (let count = 0; count < times; count++) outcomes.push(await this.call(path));
    return outcomes;
  }

  stats(): BreakerStats {
    return this.client.stats().plugins['breaker'] as BreakerStats;
  }

  /** The circuit of a key. */
  circuit(key = KEY): CircuitStats | undefined {
    return this.stats().keys[key];
  }
}
