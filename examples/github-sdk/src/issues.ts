// The interface of every wrapper: the issues of a repository. The wrapper handles tokens, waits and copies.

export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

export interface Issue {
  readonly number: number;
  readonly title: string;
}

export interface Issues {
  /** The issues of all pages, which are requested as they are needed. */
  list(repository: Repository): AsyncIterable<Issue>;
  /** Creates an issue, never twice. */
  create(repository: Repository, title: string): Promise<Issue>;
  /** An issue. GitHub sends it only if it has changed since the last call. */
  get(repository: Repository, number: number): Promise<Issue>;
}

export interface IssuesOptions {
  readonly baseUrl: string;
  /** Returns a token. Called before the first request, and once whenever the server refuses the last token. */
  readonly token: () => Promise<string>;
  /** The limit of an attempt in ms. Default: 10,000. */
  readonly timeout?: number;
}

export type CreateIssues = (options: IssuesOptions) => Issues;
