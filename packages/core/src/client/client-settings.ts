// The settings of a client, for the packages of this project that build on a client.
import type { Clock } from '../time/clock.ts';

/** The settings of a client. */
export interface ClientSettings {
  /** Its source of time. */
  readonly clock: Clock;
  /** The base of its relative URLs. */
  readonly baseUrl: URL | undefined;
  /** Whether its calls understand an option, for example `watchdog` or `timeout.total`. */
  hasOption(path: string): boolean;
}

const settings = new WeakMap<object, ClientSettings>();

/** For the client: registers its settings. */
export function registerSettings(client: object, given: ClientSettings): void {
  settings.set(client, given);
}

/** The settings of a client; undefined for anything else, such as a client of another copy of this package. */
export function settingsOf(client: unknown): ClientSettings | undefined {
  return settings.get(client as object);
}
