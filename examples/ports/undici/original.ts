import { Agent, interceptors, request, type Dispatcher } from 'undici';
import { UsersError, type CreateUsers, type User } from '../src/users.ts';

export const createUsers: CreateUsers = ({ baseUrl, token }) => {
  const dispatcher = new Agent({ headersTimeout: 300, bodyTimeout: 300 }).compose(
    interceptors.retry({ maxRetries: 2, maxTimeout: 50, methods: ['GET', 'POST'] }),
  );
  type Options = Omit<Dispatcher.RequestOptions, 'path' | 'method' | 'headers'> & {
    headers?: Record<string, string>;
    method?: Dispatcher.HttpMethod;
  };
  const send = async (path: string, options: Options = {}): Promise<Dispatcher.ResponseData['body']> => {
    const headers = { ...options.headers, authorization: `Bearer ${await token()}` };
    try {
      const answer = await request(baseUrl + path, { ...options, headers, dispatcher });
      if (answer.statusCode < 400) return answer.body;
      const { message } = (await answer.body.json()) as Error;
      throw new UsersError(message, { status: answer.statusCode, cause: undefined });
    } catch (error) {
      if (error instanceof UsersError) throw error;
      const { message, code } = error as Error & { code?: string };
      throw new UsersError(message, { timedOut: code === 'UND_ERR_HEADERS_TIMEOUT', cause: error });
    }
  };
  const json = async <Value>(...given: Parameters<typeof send>): Promise<Value> =>
    (await (await send(...given)).json()) as Value;
  return {
    find: (id) => json<User>(`/users/${id}`),
    list: (page) => json<User[]>('/users', { query: { page } }),
    create: (name, key) =>
      json<User>('/users', {
        method: 'POST',
        body: JSON.stringify({ name }),
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
      }),
    picture: async (id) => new Uint8Array(await (await send(`/users/${id}/picture`)).arrayBuffer()),
  };
};
