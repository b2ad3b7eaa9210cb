import ky, { isHTTPError, isNetworkError, isTimeoutError } from 'ky';
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
  const send = async (request: Request, header: string): Promise<Response> => {
    const copy = request.clone();
    copy.headers.set('authorization', header);
    return fetch(copy);
  };
  const api = ky.create({
    baseUrl,
    timeout,
    throwHttpErrors: (status) => status !== 304,
    fetch: async (input) => {
      const request = input as Request;
      const header = await authorization();
      let response = await send(request, header);
      if (response.status === 401) {
        if (header === latest) {
          login = undefined;
          latest = '';
        }
        await response.body?.cancel();
        response = await send(request, await authorization());
      }
      // Read here, so that ky repeats a request whose body was cut.
      const body = await response.arrayBuffer();
      return new Response(body.byteLength > 0 ? body : null, response);
    },
    retry: {
      limit: 3,
      methods: ['get', 'post'],
      statusCodes: [403, 408, 425, 429, 500, 502, 503, 504],
      afterStatusCodes: [403, 429, 503],
      maxRetryAfter: 30_000,
      retryOnTimeout: true,
      delay: (count) => Math.min(30_000, 1_000 * 2 ** (count - 1)),
      jitter: true,
      shouldRetry: ({ error }) => {
        if (isHTTPError(error)) {
          const { status, headers } = error.response;
          const isLimit = headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0';
          if (status === 403) return isLimit ? undefined : false;
          if (status === 429) return undefined;
          return error.request.method === 'POST' ? false : undefined;
        }
        const isSent = isNetworkError(error) || isTimeoutError(error);
        return isSent && error.request.method === 'POST' ? false : undefined;
      },
    },
  });
  const pathOf = ({ owner, repo }: Repository): string =>
    `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/issues`;
  return {
    async *list(repository) {
      let next: URL | undefined = new URL(pathOf(repository), baseUrl);
      while (next !== undefined) {
        if (next.origin !== new URL(baseUrl).origin) throw new Error(`${next.origin} is not the API`);
        const response: Response = await api(next);
        yield* (await response.json()) as Issue[];
        const link = /<([^>]*)>;[^,]*\brel="?next\b/.exec(response.headers.get('link') ?? '')?.[1];
        next = link === undefined ? undefined : new URL(link, next);
      }
    },
    create: (repository, title) => api.post(pathOf(repository), { json: { title } }).json<Issue>(),
    get: async (repository, number) => {
      const path = `${pathOf(repository)}/${number}`;
      const copy = copies.get(path);
      const response = await api(path, { headers: { 'if-none-match': copy?.etag } });
      if (response.status === 304 && copy !== undefined) return copy.issue;
      const issue = await response.json<Issue>();
      const etag = response.headers.get('etag');
      copies.delete(path);
      if (etag !== null) copies.set(path, { etag, issue });
      if (copies.size > 1_000) copies.delete(copies.keys().next().value!);
      return issue;
    },
  };
};
