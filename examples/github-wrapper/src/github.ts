// A client of a part of GitHub's REST API.
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { bearer, createClient, isHttpError, type HttpError, type SluiceClient } from 'sluice';

export interface Repo {
  readonly name: string;
  readonly private: boolean;
}

export class GitHubError extends Error {
  override name = 'GitHubError';
  readonly status: number;

  constructor({ status, cause, message }: { status: number; cause: HttpError; message: string }) {
    super(message, { cause });
    this.status = status;
  }
}

export class NotFoundError extends GitHubError {
  override name = 'NotFoundError';
}

export class ValidationError extends GitHubError {
  override name = 'ValidationError';
  /** The fields that GitHub refused. */
  fields: readonly string[] = [];
}

/** The error of this API for a status. GitHub sends `{ message, errors }` with most of them. */
function toGitHubError(cause: HttpError): GitHubError {
  const said = Object(cause.data) as { message?: string; errors?: { field: string }[] };
  const details = { status: cause.status, cause, message: said.message ?? cause.message };
  if (cause.status === 404) return new NotFoundError(details);
  if (cause.status !== 422) return new GitHubError(details);
  return Object.assign(new ValidationError(details), {
    fields: said.errors?.map(({ field }) => field) ?? [],
  });
}

export interface GitHubOptions {
  /** Returns a token. Called before the first request, and whenever GitHub refuses the last token. */
  readonly token: () => Promise<string>;
  readonly baseUrl?: string;
}

export class GitHub {
  readonly #api: SluiceClient;
  /** Repositories by path, with their entity tags. */
  readonly #seen = new Map<string, { readonly etag: string; readonly repo: Repo }>();

  constructor({ token, baseUrl = 'https://api.github.com' }: GitHubOptions) {
    this.#api = createClient({
      baseUrl,
      headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
      plugins: [bearer({ token })],
      hooks: { onError: ({ error }) => (isHttpError(error) ? toGitHubError(error) : undefined) },
    });
  }

  /** The repositories of an owner, page by page. */
  async *repos(owner: string): AsyncGenerator<Repo> {
    let next: string | undefined = `/users/${owner}/repos?per_page=100`;
    while (next !== undefined) {
      const { data, response } = await this.#api.get(next).json<Repo[]>().withResponse();
      yield* data;
      next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }
  }

  /** A repository. GitHub sends it only if it has changed since the last call. */
  async repo(owner: string, name: string): Promise<Repo> {
    const path = `/repos/${owner}/${name}`;
    const known = this.#seen.get(path);
    const headers = { 'if-none-match': known?.etag };
    const call = this.#api.get(path, { headers, throwHttpErrors: (status) => status !== 304 });
    const { data, response } = await call.json<Repo>().withResponse();
    if (response.status === 304 && known !== undefined) return known.repo;
    const etag = response.headers.get('etag');
    if (etag !== null) this.#seen.set(path, { etag, repo: data });
    return data;
  }

  create(repo: Repo): Promise<Repo> {
    return this.#api.post('/user/repos', { json: repo }).json<Repo>();
  }

  /** Writes the archive of a branch into a file. @param onProgress called with the bytes received so far */
  async download(
    owner: string,
    name: string,
    file: string,
    onProgress: (bytes: number) => void,
  ): Promise<void> {
    const response = await this.#api.get(`/repos/${owner}/${name}/tarball`, {
      onDownloadProgress: ({ transferred }) => onProgress(transferred),
      timeout: { total: false, attempt: false },
    });
    await pipeline(response, createWriteStream(file));
  }
}
