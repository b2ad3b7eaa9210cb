// A wrapper of GitHub's issues in the style of a published SDK.
import type { paths } from '@octokit/openapi-types';
import { bearer, type TokenFunction } from 'sluice';
import { defineApi, etags, fromPaths, linkPages, type Client, type ConnectOptions } from '../../src/index.ts';

const { op } = fromPaths<paths>();
const operations = {
  listIssues: op('/repos/{owner}/{repo}/issues', 'get', { page: linkPages() }),
  createIssue: op('/repos/{owner}/{repo}/issues', 'post'),
  getIssue: op('/repos/{owner}/{repo}/issues/{issue_number}', 'get', { conditional: etags() }),
};

/** The issues of GitHub, with a token that is renewed. */
export function issuesOf(token: TokenFunction, options?: ConnectOptions): Client<typeof operations> {
  const client = { retry: 3, timeout: { attempt: 10_000 }, plugins: [bearer({ token })] };
  return defineApi({ baseUrl: 'https://api.github.com', ...client, operations }).connect(options);
}
