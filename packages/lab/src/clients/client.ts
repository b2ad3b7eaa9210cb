import type { createClient } from 'sluice';

export interface CallOptions {
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
  /** Whether the origin would recognise the call if it came twice, and the client may know. */
  readonly idempotencyKey?: boolean;
  /** The body is read with the call, as by `client.get(url).text()`; then an error status is a failure. */
  readonly whole?: boolean;
}

/** An answer whose headers are there, and whose body is still to come. */
export interface Answer {
  readonly status: number;
  /** Reads the first piece of the body, and leaves the rest where it is. */
  readPart(): Promise<void>;
  readAll(): Promise<void>;
  /** Says, in this client's way, that the rest is not wanted. */
  end(): Promise<void>;
}

/** A client the lab can put to work. It is never closed: it ends with the process that uses it. */
export interface ClientUnderTest {
  call(url: string, options?: CallOptions): Promise<Answer>;
}

type SluiceOptions = NonNullable<Parameters<typeof createClient>[0]>;

/** Which client, and how it is set up; plain data, since it travels to the process that uses it. */
export type ClientSpec =
  | { readonly kind: 'fetch' }
  | { readonly kind: 'node:http'; readonly maxFreeSockets?: number }
  | { readonly kind: 'got'; readonly retryDelay: number }
  | {
      readonly kind: 'sluice';
      /** What carries its calls. Absent: the default transport. */
      readonly transport?: 'got';
      readonly options?: Pick<
        SluiceOptions,
        'retry' | 'gate' | 'timeout' | 'watchdog' | 'drain' | 'pool' | 'throwHttpErrors'
      >;
      /** The most connections per host of a registry that all clients of the process use, when there are several. */
      readonly sharedMaxPerHost?: number;
    };
