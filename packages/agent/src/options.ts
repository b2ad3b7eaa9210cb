import type http from 'node:http';
import type https from 'node:https';
import { OptionError, type Clock } from '@sluice/core';
import { option, systemClock } from '@sluice/core/plugin';
import { identityCheck, parseClock } from '@sluice/core/transport';
import { parseRegistry, sharedRegistry, type PoolRegistry } from '@sluice/pool';

const { duration, limitOrFalse, string } = option;

/** Options of Node's agents that the limits of the registry take the place of. */
const REPLACED = {
  keepAlive: 'keepAlive',
  maxSockets: 'maxPerHost',
  maxFreeSockets: 'maxIdlePerHost',
  maxTotalSockets: 'maxTotal',
  scheduling: undefined,
  agentKeepAliveTimeoutBuffer: undefined,
} as const;

type Replaced = keyof typeof REPLACED;

/** What an agent of ours takes beside the options of Node's. */
interface OwnOptions {
  /**
   * The registry whose connection pool decides. Default: the one of the process, which every client without one of its
   * own uses too. An agent never closes it.
   */
  readonly registry?: PoolRegistry | undefined;
  /**
   * How long a new connection may take, name resolution and TLS included, in ms; `false` for no limit. The request it
   * fails gets an error of code `ETIMEDOUT`. Default: 10000 (Node's own agent: the system's limit, minutes).
   */
  readonly connectTimeout?: number | false | undefined;
  /**
   * Connections are shared only among agents of the same partition: one for each domain of trust, such as a tenant.
   * Only within one are connections kept that were logged in on (NTLM, Negotiate). Default: none.
   */
  readonly partition?: string | undefined;
  /** The source of time of its limits. Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/**
 * Options of {@link PooledHttpAgent}: Node's, for sockets and proxies, less the limits, which are the registry's.
 * `timeout` is what it is in Node, the inactivity after which a request gets a 'timeout' event, also while it is in
 * line; how long a connection may be idle is the registry's `idleTimeout`.
 */
export interface PooledAgentOptions extends Omit<http.AgentOptions, Replaced>, OwnOptions {}

/** Options of {@link PooledHttpsAgent}: those of {@link PooledAgentOptions}, and Node's for TLS. */
export interface PooledHttpsAgentOptions extends Omit<https.AgentOptions, Replaced>, OwnOptions {}

/** Our own options, checked. */
export interface AgentSettings {
  readonly registry: PoolRegistry;
  /** In ms; Infinity for none. */
  readonly connectTimeout: number;
  readonly partition: string | undefined;
  readonly clock: Clock;
}

/**
 * Splits the options into ours, checked, and those for Node's constructor, which checks them itself.
 * @throws OptionError for an option that the registry's limits take the place of, or a bad one of ours
 */
export function splitOptions(given: object): { settings: AgentSettings; forNode: http.AgentOptions } {
  const rest: Record<string, unknown> = Object.assign(Object.create(null), given);
  for (const name of Object.keys(REPLACED) as Replaced[]) {
    if (rest[name] !== undefined) throw replaced(name);
    delete rest[name];
  }
  const { registry, connectTimeout, partition, clock } = rest as OwnOptions;
  for (const name of ['registry', 'connectTimeout', 'partition', 'clock']) delete rest[name];
  // Node.js looks at it only when there is a socket, and throws where nobody can catch it.
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
    // Node asks the server to close when an agent neither keeps connections nor bounds them.
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
      ? 'the pool decides that'
      : `use the limit '${instead}' of its registry: createAgentRegistry({ ${instead}: … })`;
  return new OptionError(`agent.${name}`, `the option '${name}' has no place on this agent: ${why}`);
}
