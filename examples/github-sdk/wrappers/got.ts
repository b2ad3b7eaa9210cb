import got, { RetryError } from 'got';
import type { CreateIssues, Issue, Repository } from '../src/issues.ts';

export const createIssues: CreateIssues = ({ baseUrl, token, timeout = 10_000 }) => {
  const copies = new Map<string, { etag: string; issue: Issue }>();
  let login: Promise<string> | undefined;
  let latest = '';
  const authorization = (): Promise<string> =>
    (login ??= token().then(
      (value) => (latest = `Bearer ${value}`),
      (error: unknown) => {
        login = undefined;
        throw error;
      },
    ));
  const api = got.extend({
    prefixUrl: baseUrl,
    responseType: 'json',
    timeout: { request: timeout },
    retry: {
      limit: 3,
      enforceRetryRules: false,
      calculateDelay: ({ attemptCount, error, computedValue, retryAfter }) => {
        if (error instanceof RetryError) return computedValue;
        // A hook has thrown.
        if (attemptCount > 3 || error.code === 'ERR_GOT_REQUEST_ERROR') return 0;
        const backoff = 1 + Math.random() * Math.min(30_000, 1_000 * 2 ** (attemptCount - 1));
        const { statusCode: status = 0, headers = {} } = error.response ?? {};
        const exhausted = headers['x-ratelimit-remaining'] === '0';
        if (status === 429 || (status === 403 && (exhausted || retryAfter !== undefined))) {
          const reset = Number(headers['x-ratelimit-reset']) * 1_000 - Date.now();
          return Math.max(1, Math.min(30_000, retryAfter ?? (exhausted ? reset : backoff)));
        }
        if (error.options.method === 'POST') return 0;
        const isRetryable = status < 400 || status === 408 || status >= 500;
        return isRetryable ? Math.max(1, Math.min(30_000, retryAfter ?? backoff)) : 0;
      },
    },
    hooks: {
      beforeRequest: [
        async (options) => {
          const { origin } = options.url as URL;
          if (origin !== new URL(baseUrl).origin) throw new Error(`${origin} is not the API`);
          options.headers['authorization'] = await authorization();
        },
      ],
      afterResponse: [
        (response, retryWithMergedOptions) => {
          if (response.statusCode !== 401) return response;
          if (response.request.options.headers['authorization'] === latest) {
            login = undefined;
            latest = '';
          }
          return retryWithMergedOptions({});
        },
      ],
    },
  });
  const pathOf = ({ owner, repo }: Repository): string =>
    `repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/issues`;
  return {
    list: (repository) => api.paginate<Issue>(pathOf(repository)),
    create: (repository, title) => api.post(pathOf(repository), { json: { title } }).json<Issue>(),
    get: async (repository, number) => {
      const path = `${pathOf(repository)}/${number}`;
      const copy = copies.get(path);
      const { statusCode, headers, body } = await api<Issue>(path, {
        headers: { 'if-none-match': copy?.etag },
      });
      if (statusCode === 304 && copy !== undefined) return copy.issue;
      copies.delete(path);
      if (headers.etag !== undefined) copies.set(path, { etag: headers.etag, issue: body });
      if (copies.size > 1_000) copies.delete(copies.keys().next().value!);
      return body;
    },
  };
};
