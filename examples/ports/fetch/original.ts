import pRetry, { AbortError } from 'p-retry';
import { UsersError, type CreateUsers, type User } from '../src/users.ts';

type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };

export const createUsers: CreateUsers = ({ baseUrl, token, log }) => {
  const send = async (path: string, { headers: given, ...init }: Init = {}): Promise<Buffer> => {
    const deadline = AbortSignal.timeout(300);
    const attempt = async (): Promise<Buffer> => {
      const headers = { ...given, authorization: `Bearer ${await token()}` };
      const response = await fetch(baseUrl + path, { ...init, headers, signal: deadline });
      const body = Buffer.from(await response.arrayBuffer());
      if (response.ok) return body;
      const { message } = JSON.parse(body.toString()) as Error;
      const error = new UsersError(message, { status: response.status, cause: undefined });
      throw response.status >= 500 ? error : new AbortError(error);
    };
    try {
      return await pRetry(attempt, {
        retries: 2,
        maxTimeout: 50,
        signal: deadline,
        onFailedAttempt: ({ attemptNumber, retriesLeft }) => {
          if (retriesLeft > 0) log(`retry ${attemptNumber}`);
        },
      });
    } catch (error) {
      if (error instanceof UsersError) throw error;
      throw new UsersError((error as Error).message, { timedOut: deadline.aborted, cause: error });
    }
  };
  const json = async <Value>(...given: Parameters<typeof send>): Promise<Value> =>
    JSON.parse((await send(...given)).toString()) as Value;
  return {
    find: (id) => json<User>(`/users/${id}`),
    list: (page) => json<User[]>(`/users?page=${page}`),
    create: (name, key) =>
      json<User>('/users', {
        method: 'POST',
        body: JSON.stringify({ name }),
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
      }),
    picture: (id) => send(`/users/${id}/picture`),
  };
};
