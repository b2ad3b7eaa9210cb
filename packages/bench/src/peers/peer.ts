// The interface of a peer: one HTTP client of the comparison, with the same settings as the others.
import type { RetrySettings } from './retry-settings.ts';

/** The idle limit of connections, for libraries that have one: longer than the rounds of all other peers. */
export const IDLE_MS = 60_000;

/** The settings of a client, equal for all peers. */
export interface Setup {
  /** The most connections per host. */
  readonly connections: number;
  /** The certificate authority to trust. */
  readonly ca: string;
  /** Whether to offer HTTP/2. */
  readonly http2: boolean;
  readonly retry: RetrySettings;
  /** The time after which an unread body is reclaimed, in ms, for libraries that do that. */
  readonly reclaim: number;
}

/** The calls that a client can make. Each checks the status; the tasks of `work/task.ts` check the bodies. */
export interface Client {
  /** GET; the body parsed as JSON. */
  json(url: string): Promise<unknown>;
  /** POST of a JSON document; the body of the response parsed as JSON. */
  post?(url: string, value: object): Promise<unknown>;
  /** GET; the whole body. */
  bytes?(url: string): Promise<Uint8Array>;
  /** GET; the chunks of the body as they arrive. */
  stream?(url: string, onChunk: (chunk: Uint8Array) => void): Promise<void>;
  /** POST of bytes from memory; the body of the response parsed as JSON. */
  upload?(url: string, body: Uint8Array): Promise<unknown>;
  /** POST of a file of `size` bytes; the body of the response parsed as JSON. */
  uploadFile?(url: string, file: string, size: number): Promise<unknown>;
  /** GET with a signal; the body parsed as JSON. */
  abortable?(url: string, signal: AbortSignal): Promise<unknown>;
  /** GET of a response whose body stays unread; the returned object keeps the response reachable. */
  unread?(url: string): Promise<object>;
  /** Closes the client and its connections. */
  close(): Promise<void>;
}

export type TaskName = Exclude<keyof Client, 'close'>;

/** A peer, described without loading its library. */
export interface Peer {
  /** The name in the command line. */
  readonly name: string;
  /** The name in reports. */
  readonly title: string;
  /** The packages whose versions are reported. */
  readonly packages: readonly string[];
  /**
   * The modules to load for a cold start: specifiers, and `fetch` for the modules that Node.js loads with the first use of
   * fetch. Absent if another peer measures the same packages.
   */
  readonly loads?: readonly string[];
  /**
   * A first call as a program makes it: the code of a module, which loads the packages with their defaults and reads the JSON
   * body of a GET of `url`. Given if `loads` is.
   */
  readonly firstCall?: string;
  /** The peer that this peer replaces for its users, if that is not the base of the work. */
  readonly beside?: string;
  /** How the equal settings are made in this library, in words. */
  readonly settings: string;
  /** Whether the peer is another face of Sluice or a part of it: it takes part only in basic work, unless it is named. */
  readonly part?: boolean;
  /** Whether the library retries. */
  readonly retries: boolean;
  readonly http2: boolean;
  /** Whether the library decodes gzip. */
  readonly decodes: boolean;
  /** The calls that the client can make. */
  readonly tasks: readonly TaskName[];
  /** Loads the library and creates a client. */
  open(setup: Setup): Promise<Client>;
}
