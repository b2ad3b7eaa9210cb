import type http from 'node:http';
import type { Agents, Got } from 'got';
import type { PoolRegistry } from '@sluice/pool';
import { MeasuringHttpAgent, MeasuringHttpsAgent, type MeasuringOptions } from './dials.ts';
import type { GotLimits } from './timeouts.ts';
import type { GotAgents } from './transport-options.ts';

/** The agents of a transport: those it was given, those of its instance, or its own on the registry's pool. */
export class TransportAgents {
  /** What got is told. */
  readonly forGot: Agents;
  readonly #own: (MeasuringHttpAgent | MeasuringHttpsAgent)[] = [];

  /** @param given agents that go before the instance's, which go before the transport's own */
  constructor(instance: Got, given: GotAgents, registry: PoolRegistry, limits: GotLimits) {
    const { agent, http2, createConnection } = instance.defaults.options;
    // For a dial whose request has gone: each request keeps its own limits.
    const connectTimeout = limits.connect + limits.tlsHandshake;
    const options: MeasuringOptions = {
      registry,
      connectTimeout: connectTimeout === Infinity ? false : connectTimeout,
    };
    // An agent would take precedence over the instance's own way to connect.
    const dials = createConnection !== undefined;
    const forGot: Agents = {};
    const plain =
      given.http ?? agent.http ?? (dials ? undefined : this.#keep(new MeasuringHttpAgent(options)));
    // An https agent would keep got from speaking HTTP/2.
    const secure =
      given.https ??
      agent.https ??
      (dials || http2 ? undefined : this.#keep(new MeasuringHttpsAgent(options)));
    if (plain !== undefined) forGot.http = plain as http.Agent;
    if (secure !== undefined) forGot.https = secure;
    this.forGot = forGot;
  }

  /** Closes the transport's own connections. */
  async close(): Promise<void> {
    await Promise.all(this.#own.map((agent) => agent.close()));
  }

  #keep<Agent extends MeasuringHttpAgent | MeasuringHttpsAgent>(agent: Agent): Agent {
    this.#own.push(agent);
    return agent;
  }
}
