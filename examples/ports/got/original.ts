import got, { HTTPError, TimeoutError } from 'got';
import { UsersError, type CreateUsers, type User } from '../src/users.ts';

export const createUsers: CreateUsers = ({ baseUrl, token, log }) => {
  const api = got.extend({
    prefixUrl: baseUrl,
    timeout: { request: 300 },
    retry: { limit: 2, methods: ['GET', 'POST'], backoffLimit: 50 },
    hooks: {
      beforeRequest: [
        async (options) => {
          options.headers['authorization'] = `Bearer ${await token()}`;
        },
      ],
      beforeRetry: [(_error, count) => log(`retry ${count}`)],
      beforeError: [
        (error) => {
          const status = error.response?.statusCode;
          const said =
            error instanceof HTTPError ? (JSON.parse(String(error.response.body)) as Error) : error;
          const timedOut = error instanceof TimeoutError;
          return new UsersError(said.message, { status, timedOut, cause: error }) as never;
        },
      ],
    },
  });
  return {
    find: (id) => api.get(`users/${id}`).json<User>(),
    list: (page) => api.get('users', { searchParams: { page } }).json<User[]>(),
    create: (name, key) =>
      api.post('users', { json: { name }, headers: { 'idempotency-key': key } }).json<User>(),
    picture: async (id) => api.get(`users/${id}/picture`).buffer(),
  };
};
