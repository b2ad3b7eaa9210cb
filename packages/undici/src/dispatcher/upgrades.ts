// Upgrades and tunnels of a dispatcher, whose connections belong to their callers and not to the pool.
import { Agent, type buildConnector, type Dispatcher } from 'undici';
import type { Clock } from '@sluice/core';
import { unpolluted } from '@sluice/core/internal';
import type { Destinations } from '../destination/destinations.ts';
import type { WireLimits } from '../wire/wire-timeouts.ts';
import type { WireSocket } from '../wire/wire-socket.ts';
import { toUndiciError } from './dispatcher-errors.ts';
import type { NewHandler } from './handlers.ts';
import type { InFlight } from './in-flight.ts';
import { UpgradeExchange } from './upgrade-exchange.ts';

/** The events of an Agent that are passed on. */
const EVENTS = ['connect', 'disconnect', 'connectionError'] as const;

/** An Agent with the properties that undici's types leave out. */
type FullAgent = Agent & { readonly webSocketOptions: unknown; readonly eventSourceOptions: unknown };

/**
 * Carries upgrades and tunnels (`WebSocket`, `undici.upgrade`, `undici.connect`) on an Agent of undici. Its connections
 * are dialed like those of the pool, with the same TLS options and proxy, but do not count in the pool.
 */
export class Upgrades {
  readonly agent: FullAgent;
  readonly #closing = new AbortController();

  constructor(destinations: Destinations, limits: WireLimits, clock: Clock, owner: Dispatcher) {
    const connect: buildConnector.connector = ({ protocol, host, hostname }, callback) => {
      const url = new URL(`${protocol}//${host ?? hostname}`);
      destinations
        .of({ origin: url.origin, url })
        .dialForUpgrade(limits, clock, this.#closing.signal)
        .then(
          (dialed) => {
            const socket = dialed.socket as WireSocket;
            // After the dial, the socket does not keep the process alive.
            socket.ref?.();
            process.nextTick(callback, null, socket);
          },
          (error: unknown) => process.nextTick(callback, toUndiciError(error), null),
        );
    };
    const headersTimeout = limits.responseHeader === Infinity ? 0 : limits.responseHeader;
    this.agent = new Agent(unpolluted({ connect, allowH2: false, headersTimeout })) as FullAgent;
    for (const event of EVENTS) {
      // The types have one overload per event; the listener fits each of them.
      this.agent.on(event as 'disconnect', (origin, targets, error) => {
        owner.emit(event as 'disconnect', origin, [owner, ...targets], error);
      });
    }
  }

  /** Starts an upgrade or a tunnel. */
  dispatch(given: Dispatcher.DispatchOptions, handler: NewHandler, holder: InFlight): void {
    const exchange = new UpgradeExchange(handler, holder);
    holder.add(exchange);
    // undici 6 and 7 pass the dispatcher itself as an option, which the Agent of undici 8 refuses.
    this.agent.dispatch(unpolluted({ ...given, dispatcher: undefined, allowH2: false }), exchange);
  }

  /** Closes the connections that were not handed to callers. To be called when no upgrade is in flight. */
  close(): Promise<void> {
    return this.agent.close();
  }

  /** Ends the dials, and the connections that were not handed to callers. */
  destroy(error: Error): Promise<void> {
    this.#closing.abort(error);
    return this.agent.destroy(error);
  }
}
