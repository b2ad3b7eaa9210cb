// The interface of every client of this folder.

export interface User {
  readonly id: number;
  readonly name: string;
}

/** The error of a failed call, with any library. */
export class UsersError extends Error {
  override readonly name = 'UsersError';
  /** The status of the answer; undefined without an answer. */
  readonly status: number | undefined;
  /** Whether a timeout passed. */
  readonly timedOut: boolean;

  constructor(message: string, details: { status?: number | undefined; timedOut?: boolean; cause: unknown }) {
    super(message, { cause: details.cause });
    this.status = details.status;
    this.timedOut = details.timedOut ?? false;
  }
}

/** A client of a service of users. */
export interface Users {
  /** @throws UsersError with the message of the service */
  find(id: number): Promise<User>;
  /** One page of users. */
  list(page: number): Promise<User[]>;
  /** Creates a user. The request is retried with the same key, so that the service creates one user. */
  create(name: string, key: string): Promise<User>;
  /** The picture of a user. */
  picture(id: number): Promise<Uint8Array>;
}

/** The options of a client. */
export interface UsersOptions {
  readonly baseUrl: string;
  /** Returns the token of the next request. */
  readonly token: () => Promise<string>;
  /** Called with each line of the log. */
  readonly log: (line: string) => void;
}

export type CreateUsers = (options: UsersOptions) => Users;
