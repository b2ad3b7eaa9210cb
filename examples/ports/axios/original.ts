import axios, { isAxiosError } from 'axios';
import axiosRetry, { isNetworkOrIdempotentRequestError } from 'axios-retry';
import { UsersError, type CreateUsers, type User } from '../src/users.ts';

export const createUsers: CreateUsers = ({ baseUrl, token, log }) => {
  const api = axios.create({ baseURL: baseUrl, timeout: 300 });
  axiosRetry(api, {
    retries: 2,
    shouldResetTimeout: true,
    retryDelay: (count) => count * 25,
    retryCondition: (error) =>
      isNetworkOrIdempotentRequestError(error) || (error.response?.status ?? 0) >= 500,
    onRetry: (count) => log(`retry ${count}`),
  });
  api.interceptors.request.use(async (config) => {
    config.headers.set('authorization', `Bearer ${await token()}`);
    return config;
  });
  api.interceptors.response.use(undefined, (error: unknown) => {
    if (!isAxiosError(error)) throw error;
    const said = (error.response?.data ?? error) as Error;
    const timedOut = error.code === 'ECONNABORTED';
    throw new UsersError(said.message, { status: error.response?.status, timedOut, cause: error });
  });
  return {
    find: async (id) => (await api.get<User>(`/users/${id}`)).data,
    list: async (page) => (await api.get<User[]>('/users', { params: { page } })).data,
    create: async (name, key) =>
      (await api.post<User>('/users', { name }, { headers: { 'idempotency-key': key } })).data,
    picture: async (id) =>
      (await api.get<Buffer>(`/users/${id}/picture`, { responseType: 'arraybuffer' })).data,
  };
};
