// Creates a client from a transport and plugins.
import type { AnyPlugin } from '../plugin.ts';
import type { AnyTransport, Transport } from '../transport.ts';
import type { CallOptionsOf, Client, ClientOptions } from './client.ts';
import { ClientCore } from './client-core.ts';

/**
 * Creates a client from a transport and plugins. The package `sluice` has a `createClient` with every plugin included.
 * @throws OptionError for an unknown or bad option
 */
export function createClient<
  const Plugins extends readonly AnyPlugin[] = readonly [],
  TransportType extends AnyTransport = Transport,
>(options: ClientOptions<Plugins, TransportType>): Client<CallOptionsOf<Plugins, TransportType>> {
  return new ClientCore(options as ClientOptions).face();
}
