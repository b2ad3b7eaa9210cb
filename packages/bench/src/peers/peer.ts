// What a peer is: one way to make HTTP calls, with the same settings as every other.
import type { RetrySettings } from './retry-settings.ts';

/** How long idle connections are kept, where a library closes them by itself: longer than the turns of the others. */
export const IDLE_MS = 60_000;

/** How a client is set up. Every peer gets the same. */
export interface Setup {
  /** Connections per host at most. */
  readonly connections: number;
  /** The certificate authority to trust. */
  readonly ca: string;
  /** Whether to offer HTTP/2. */
  readonly http2: boolean;
  readonly retry: RetrySettings;
  /** After how long an unread body is reclaimed, in ms, where a library does that. */
  readonly reclaim: number;
}

/** The calls that a client can make. Each checks the status; the bodies are checked by the work (`tasks.ts`). */
export interface Client {
  /** GET; the body parsed as JSON. */
  json(url: string): Promise<unknown>;
  /** POST of a JSON document; the body of the answer parsed as JSON. */
  post?(url: string, value: object): Promise<unknown>;
  /** GET; the whole body. */
  bytes?(url: string): Promise<Uint8Array>;
  /** GET; the chunks of the body as they arrive. */
  stream?(url: string, onChunk: (chunk: Uint8Array) => void): Promise<void>;
  /** POST of bytes from memory; the body of the answer parsed as JSON. */
  upload?(url: string, body: Uint8Array): Promise<unknown>;
  /** POST of a file of `size` bytes; the body of the answer parsed as JSON. */
  uploadFile?(url: string, file: string, size: number): Promise<unknown>;
  /** GET that a signal ends; the body parsed as JSON. */
  abortable?(url: string, signal: AbortSignal): Promise<unknown>;
  /** GET of a response whose body stays unread; what is returned keeps the response alive. */
  unread?(url: string): Promise<object>;
  /** Closes what the client holds. */
  close(): Promise<void>;
}

export type TaskName = Exclude<keyof Client, 'close'>;

/** What is known of a peer before its library is loaded. */
export interface Peer {
  /** How the command line names it. */
  readonly name: string;
  /** How the reports name it. */
  readonly title: string;
  /** The packages whose versions are reported. */
  readonly packages: readonly string[];
  /**
   * What is loaded for a cold start: specifiers, and `fetch` for what Node.js loads with the first use of fetch. Absent if
   * another peer stands for the same packages.
   */
  readonly loads?: readonly string[];
  /**
   * A first call as a program makes it: the code of a module, which loads the packages with their defaults and reads the JSON
   * body of a GET of `url`. Given if `loads` is.
   */
  readonly firstCall?: string;
  /** The peer that this one is a replacement for, if that is not the base of the work. */
  readonly beside?: string;
  /** What the equal settings are in this library, in words. */
  readonly settings: string;
  /** Whether it takes part only in basic work, unless it is named: another face of Sluice, or a part of it. */
  readonly part?: boolean;
  /** Whether it retries. */
  readonly retries: boolean;
  readonly http2: boolean;
  /** Whether it decodes gzip by itself. */
  readonly decodes: boolean;
  /** The calls that it can make beside `json`. */
  readonly tasks: readonly TaskName[];
  /** Loads the library and makes a client. */
  open(setup: Setup): Promise<Client>;
}
