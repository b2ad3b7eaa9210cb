import http from 'node:http';
import https from 'node:https';
import type { Agents, Got } from 'got';
import type { PoolOptions } from '@sluice/pool';
import type { GotAgents } from './transport-options.ts';

/** The agents of a transport: those it was given, those of its instance, or its own. */
export class TransportAgents {
  /** What got is told. */
  readonly forGot: Agents;
  readonly #own: (http.Agent | https.Agent)[] = [];

  /** @param given agents that go before the instance's, which go before the transport's own */
  constructor(instance: Got, given: GotAgents, limits: Readonly<PoolOptions>) {
    const { agent, http2, createConnection } = instance.defaults.options;
    const forGot: Agents = {};
    // An agent would take precedence over the instance's own way to connect.
    const dials = createConnection !== undefined;
    const plain =
      given.http ?? agent.http ?? (dials ? undefined : this.#keep(new http.Agent(options(limits))));
    // An https agent would keep got from speaking HTTP/2.
    const makesSecure = !dials && !http2;
    const secure =
      given.https ?? agent.https ?? (makesSecure ? this.#keep(new https.Agent(options(limits))) : undefined);
    if (plain !== undefined) forGot.http = plain;
    if (secure !== undefined) forGot.https = secure;
    this.forGot = forGot;
  }

  /** Closes the transport's own connections. */
  close(): void {
    for (const agent of this.#own) agent.destroy();
  }

  #keep<Agent extends http.Agent | https.Agent>(agent: Agent): Agent {
    this.#own.push(agent);
    return agent;
  }
}

function options({
  maxPerHost,
  maxIdlePerHost,
  idleTimeout,
  keepAlive,
}: Readonly<PoolOptions>): http.AgentOptions {
  return {
    keepAlive: keepAlive ?? true,
    scheduling: 'lifo',
    ...(maxPerHost !== undefined && { maxSockets: maxPerHost }),
    ...(maxIdlePerHost !== undefined && { maxFreeSockets: maxIdlePerHost }),
    ...(idleTimeout !== undefined && Number.isFinite(idleTimeout) && { timeout: idleTimeout }),
  };
}
