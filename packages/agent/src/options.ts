// The options of the agents.
import type http from 'node:http';
import type https from 'node:https';
import { OptionError, type Clock } from '@sluice/core';
import { option, systemClock } from '@sluice/core/plugin';
import { identityCheck, parseClock } from '@sluice/core/transport';
import { parseRegistry, sharedRegistry, type PoolRegistry } from '@sluice/pool';

const { duration, limitOrFalse, string } = option;

/** Options of Node's agents, and the limit of the registry that replaces each. */
const REPLACED = {
  keepAlive: 'keepAlive',
  maxSockets: 'maxPerHost',
  maxFreeSockets: 'maxIdlePerHost',
  maxTotalSockets: 'maxTotal',
  scheduling: undefined,
  agentKeepAliveTimeoutBuffer: undefined,
} as const;

type Replaced = keyof typeof REPLACED;

/** The options of our agents besides those of Node's agents. */
interface OwnOptions {
  /**
   * The registry whose pool holds the connections. Default: the registry of the process, which every client without a
   * registry uses too. An agent never closes its registry.
   */
  readonly registry?: PoolRegistry | undefined;
  /**
   * How long the dial of a connection may take, including name resolution and TLS, in ms; `false` for no limit. The request
   * fails with the code `ETIMEDOUT`. Default: 10000 (Node's agent: the limit of the system, minutes).
   */
  readonly connectTimeout?: number | false | undefined;
  /**
   * A trust domain, such as a tenant: only agents of the same partition share connections. Connections that NTLM or
   * Negotiate has logged in are kept only within a partition. Default: none.
   */
  readonly partition?: string | undefined;
  /** The source of time for the agent's limits. Default: the system clock. */
  readonly clock?: Clock | undefined;
}

/**
 * Options of {@link PooledHttpAgent}: those of Node's agent for sockets and proxies, without the limits, which the registry
 * has. As in Node, `timeout` is the inactivity in ms after which a request emits 'timeout'; here it also runs while the request
 * waits for a connection. The registry's `idleTimeout` limits the idle time of connections.
 */
export interface PooledAgentOptions extends Omit<http.AgentOptions, Replaced>, OwnOptions {}

/** Options of {@link PooledHttpsAgent}: those of {@link PooledAgentOptions}, and Node's for TLS. */
export interface PooledHttpsAgentOptions extends Omit<https.AgentOptions, Replaced>, OwnOptions {}

/** The options of our agents, checked. */
export interface AgentSettings {
  readonly registry: PoolRegistry;
  /** In ms; Infinity for no limit. */
  readonly connectTimeout: number;
  readonly partition: string | undefined;
  readonly clock: Clock;
}

/**
 * Splits options into ours, checked, and those for Node's constructor, which checks them itself.
 * @throws OptionError for an option that a limit of the registry replaces, or an invalid option of ours
 */
export function splitOptions(given: object): { settings: AgentSettings; forNode: http.AgentOptions } {
  const rest: Record<string, unknown> = Object.assign(Object.create(null), given);
  for (const name of Object.keys(REPLACED) as Replaced[]) {
    if (rest[name] !== undefined) throw replaced(name);
    delete rest[name];
  }
  const { registry, connectTimeout, partition, clock } = rest as OwnOptions;
  for (const name of ['registry', 'connectTimeout', 'partition', 'clock']) delete rest[name];
  // Node checks `timeout` only when a socket exists, and throws where no caller can catch the error.
  const { timeout } = rest as http.AgentOptions;
  if (timeout !== undefined) duration()(timeout, 'agent.timeout');
  const { checkServerIdentity } = rest;
  if (checkServerIdentity !== undefined) identityCheck(checkServerIdentity, 'agent.checkServerIdentity');
  const settings = {
    registry: registry === undefined ? sharedRegistry() : parseRegistry(registry, 'agent.registry'),
    connectTimeout:
      connectTimeout === undefined ? 10_000 : limitOrFalse(connectTimeout, 'agent.connectTimeout'),
    partition: partition === undefined ? undefined : string(partition, 'agent.partition'),
    clock: clock === undefined ? systemClock : parseClock(clock, 'agent.clock'),
  };
  const { keepAlive = true, maxPerHost, maxIdlePerHost, maxTotal } = settings.registry.limits;
  const limits = {
    keepAlive,
    // With neither kept nor limited connections, Node requests `connection: close`.
    maxSockets: keepAlive ? maxPerHost : Infinity,
    maxFreeSockets: maxIdlePerHost,
    maxTotalSockets: maxTotal,
  };
  return { settings, forNode: Object.assign(rest, limits) };
}

function replaced(name: Replaced): OptionError {
  const instead = REPLACED[name];
  const why =
    instead === undefined
      ? 'leave it out, the pool decides'
      : `use the limit '${instead}' of its registry: createAgentRegistry({ ${instead}: … })`;
  return new OptionError(`agent.${name}`, `this agent does not have the option '${name}': ${why}`);
}
