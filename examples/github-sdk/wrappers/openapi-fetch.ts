import createClient from 'openapi-fetch';
import { setTimeout as sleep } from 'node:timers/promises';
import type { paths } from '../openapi/github-issues.d.ts';
import type { CreateIssues, Issue } from '../src/issues.ts';

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
  const send = async (request: Request, header: string, signal: AbortSignal): Promise<Response> => {
    const copy = request.clone();
    copy.headers.set('authorization', header);
    return fetch(copy, { signal });
  };
  const attempt = async (request: Request): Promise<Response> => {
    const signal = AbortSignal.timeout(timeout);
    const header = await authorization();
    let response = await send(request, header, signal);
    if (response.status === 401) {
      if (header === latest) {
        login = undefined;
        latest = '';
      }
      await response.body?.cancel();
      response = await send(request, await authorization(), signal);
    }
    // Read here, so that a body that is cut fails its attempt.
    const body = await response.arrayBuffer();
    return new Response(body.byteLength > 0 ? body : null, response);
  };
  /** How long to wait before the next attempt in ms; undefined if there is to be none. */
  const delayOf = (request: Request, outcome: Response | Error, count: number): number | undefined => {
    const backoff = Math.random() * Math.min(30_000, 1_000 * 2 ** count);
    if (outcome instanceof Error) {
      const isOfAttempt = outcome instanceof TypeError || outcome.name === 'TimeoutError';
      return isOfAttempt && request.method !== 'POST' ? backoff : undefined;
    }
    const { status, headers } = outcome;
    const after = headers.get('retry-after');
    const exhausted = headers.get('x-ratelimit-remaining') === '0';
    const isLimit = status === 429 || (status === 403 && (after !== null || exhausted));
    const isFailure = status === 408 || status >= 500;
    if (!isLimit && (!isFailure || request.method === 'POST')) return undefined;
    let wait = backoff;
    if (after !== null) wait = Number(after) * 1_000 || Date.parse(after) - Date.now() || backoff;
    else if (isLimit && exhausted) wait = Number(headers.get('x-ratelimit-reset')) * 1_000 - Date.now();
    return Math.max(0, Math.min(30_000, wait));
  };
  const resilient = async (request: Request): Promise<Response> => {
    for (let count = 0; ; count += 1) {
      const outcome = await attempt(request).catch((error: Error) => error);
      const delay = count < 3 ? delayOf(request, outcome, count) : undefined;
      if (delay !== undefined) await sleep(delay);
      else if (outcome instanceof Error) throw outcome;
      else return outcome;
    }
  };
  const api = createClient<paths>({ baseUrl, fetch: resilient });
  const failure = (response: Response): Error => new Error(`GitHub answered ${response.status}`);
  return {
    async *list(path) {
      const { data, response } = await api.GET('/repos/{owner}/{repo}/issues', { params: { path } });
      if (data === undefined) throw failure(response);
      yield* data;
      let { headers } = response;
      for (;;) {
        const link = /<([^>]*)>;[^,]*\brel="?next\b/.exec(headers.get('link') ?? '')?.[1];
        if (link === undefined) return;
        const next = new URL(link, baseUrl);
        if (next.origin !== new URL(baseUrl).origin) throw new Error(`${next.origin} is not the API`);
        const page = await resilient(new Request(next));
        if (!page.ok) throw failure(page);
        yield* (await page.json()) as Issue[];
        ({ headers } = page);
      }
    },
    create: async (path, title) => {
      const given = { params: { path }, body: { title } };
      const { data, response } = await api.POST('/repos/{owner}/{repo}/issues', given);
      if (data === undefined) throw failure(response);
      return data;
    },
    get: async (repository, number) => {
      const path = { ...repository, issue_number: number };
      const key = JSON.stringify(path);
      const copy = copies.get(key);
      const headers = copy === undefined ? {} : { 'if-none-match': copy.etag };
      const { data, response } = await api.GET('/repos/{owner}/{repo}/issues/{issue_number}', {
        params: { path },
        headers,
      });
      if (response.status === 304 && copy !== undefined) return copy.issue;
      if (data === undefined) throw failure(response);
      const etag = response.headers.get('etag');
      copies.delete(key);
      if (etag !== null) copies.set(key, { etag, issue: data });
      if (copies.size > 1_000) copies.delete(copies.keys().next().value!);
      return data;
    },
  };
};
