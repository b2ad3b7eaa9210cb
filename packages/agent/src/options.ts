// The options of the agents.
import type http from 'node:http';
import type https from 'node:https';
import { OptionError, type Clock } from '@sluice/core';
import { option, systemClock } from '@sluice/core/plugin';
import { identityCheck, parseClock } from '@sluice/core/transport';
import { parseRegistry, sharedRegistry, type PoolRegistry } from '@sluice/pool';

const { duration, limitOrFalse, string } = option;

/** Options of Node's agents that are replaced by limits of the registry. */
const REPLACED = {
  keepAlive: 'keepAlive',
  maxSockets: 'maxPerHost',
  maxFreeSockets: 'maxIdlePerHost',
  maxTotalSockets: 'maxTotal',
  scheduling: undefined,
  agentKeepAliveTimeoutBuffer: undefined,
} as const;

type Replaced = keyof typeof REPLACED;

/** The options beside those of Node's agents. */
interface OwnOptions {
  /**
   * The registry of the pool. An agent never closes it. Default: the shared registry of the process, which clients use by
   * default too.
   */
  readonly registry?: PoolRegistry | undefined;
  /**
   * The limit of a dial, name resolution and TLS included, in ms; `false` for no limit. Beyond it, the request fails with
   * the code `ETIMEDOUT`. Default: 10000 (Node's agent: the limit of the system, minutes).
   */
  readonly connectTimeout?: number | false | undefined;
  /**
   * Connections are shared only between agents of the same partition, for example of one tenant. Connections with a login
   * (NTLM, Negotiate) are kept only within a partition. Default: none.
   */
  readonly partition?: string | undefined;
  /** The source of time. Default: the system clock. */
  readonly clock?: Clock | undefined;
}

/**
 * Options of {@link PooledHttpAgent}: those of Node's agent for sockets and proxies, without its limits, which the registry
 * replaces. As in Node.js, `timeout` is the inactivity after which a request emits 'timeout'; it also applies while the
 * request waits for a connection. The limit on idle connections is `idleTimeout` of the registry.
 */
export interface PooledAgentOptions extends Omit<http.AgentOptions, Replaced>, OwnOptions {}

/** Options of {@link PooledHttpsAgent}: {@link PooledAgentOptions}, and those of Node's agent for TLS. */
export interface PooledHttpsAgentOptions extends Omit<https.AgentOptions, Replaced>, OwnOptions {}

/** The checked options of this package. */
export interface AgentSettings {
  readonly registry: PoolRegistry;
  /** In ms; Infinity for none. */
  readonly connectTimeout: number;
  readonly partition: string | undefined;
  readonly clock: Clock;
}

/**
 * Splits the options into those of this package, which are checked, and those for Node's constructor, which checks them
 * itself.
 * @throws OptionError for a limit of Node's agent, or an invalid option of this package
 */
export function splitOptions(given: object): { settings: AgentSettings; forNode: http.AgentOptions } {
  const rest: Record<string, unknown> = Object.assign(Object.create(null), given);
  for (const name of Object.keys(REPLACED) as Replaced[]) {
    if (rest[name] !== undefined) throw replaced(name);
    delete rest[name];
  }
  const { registry, connectTimeout, partition, clock } = rest as OwnOptions;
  for (const name of ['registry', 'connectTimeout', 'partition', 'clock']) delete rest[name];
  // Node.js would check it only once there is a socket, and its error could not be caught.
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
    // Node.js sends `connection: close` if an agent neither keeps nor limits connections.
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
      ? 'the pool determines it'
      : `use the limit '${instead}' of its registry: createAgentRegistry({ ${instead}: … })`;
  return new OptionError(`agent.${name}`, `the option '${name}' does not apply to this agent: ${why}`);
}
