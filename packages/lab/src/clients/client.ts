// The contract of a client under test.
import type { createClient } from 'sluice';

/** The options of a call. */
export interface CallOptions {
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
  /** Whether the call has an idempotency key. */
  readonly idempotencyKey?: boolean;
  /** Whether the call reads the body too, as `client.get(url).text()` does; then an error status is a failure. */
  readonly whole?: boolean;
}

/** A response whose headers have arrived, but not its body. */
export interface Answer {
  readonly status: number;
  /** Reads the first chunk of the body, and leaves the rest unread. */
  readPart(): Promise<void>;
  readAll(): Promise<void>;
  /** Discards the rest of the body, by the means of this client. */
  end(): Promise<void>;
}

/** A client under test. It is never closed: it ends with its process. */
export interface ClientUnderTest {
  call(url: string, options?: CallOptions): Promise<Answer>;
}

type SluiceOptions = NonNullable<Parameters<typeof createClient>[0]>;

/** A client and its settings. Plain data, since it is sent to the process of the client. */
export type ClientSpec =
  | { readonly kind: 'fetch' }
  | { readonly kind: 'node:http'; readonly maxFreeSockets?: number }
  | { readonly kind: 'got'; readonly retryDelay: number }
  | {
      readonly kind: 'sluice';
      /** The transport of Sluice. Default: its default transport. */
      readonly transport?: 'got';
      readonly options?: Pick<
        SluiceOptions,
        'retry' | 'gate' | 'timeout' | 'watchdog' | 'drain' | 'pool' | 'throwHttpErrors'
      >;
      /** The limit on connections per host of a registry that all clients of the process share. Default: none. */
      readonly sharedMaxPerHost?: number;
    };
