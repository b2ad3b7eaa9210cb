import { createClient, isHttpError, isTimeoutError } from 'sluice';
import { UsersError, type CreateUsers, type User } from '../src/users.ts';

export const createUsers: CreateUsers = ({ baseUrl, token }) => {
  const api = createClient({
    baseUrl,
    headers: async () => ({ authorization: `Bearer ${await token()}` }),
    timeout: 300,
    retry: { maxRetries: 2, maxDelay: 50 },
    hooks: {
      onError: ({ error }) => {
        const status = isHttpError(error) ? error.status : undefined;
        const said = (isHttpError(error) ? error.json() : error) as Error;
        return new UsersError(said.message, { status, timedOut: isTimeoutError(error), cause: error });
      },
    },
  });
  return {
    find: (id) => api.get(`/users/${id}`).json<User>(),
    list: (page) => api.get('/users', { query: { page } }).json<User[]>(),
    create: (name, key) => api.post('/users', { json: { name }, idempotencyKey: key }).json<User>(),
    picture: (id) => api.get(`/users/${id}/picture`).bytes(),
  };
};
