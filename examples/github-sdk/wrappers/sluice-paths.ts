import { defineApi, etags, fromPaths, linkPages } from '@sluice/sdk';
import { bearer } from 'sluice';
import type { paths } from '../openapi/github-issues.d.ts';
import type { CreateIssues } from '../src/issues.ts';

const { op } = fromPaths<paths>();
const operations = {
  list: op('/repos/{owner}/{repo}/issues', 'get', { page: linkPages() }),
  create: op('/repos/{owner}/{repo}/issues', 'post'),
  get: op('/repos/{owner}/{repo}/issues/{issue_number}', 'get', { conditional: etags() }),
};

export const createIssues: CreateIssues = ({ baseUrl, token, timeout = 10_000 }) => {
  const client = { retry: 3, timeout: { attempt: timeout }, plugins: [bearer({ token })] };
  const api = defineApi({ baseUrl, ...client, operations }).connect();
  return {
    list: (params) => api.list({ params }),
    create: async (params, title) => api.create({ params, body: { title } }),
    get: async (params, number) => api.get({ params: { ...params, issue_number: number } }),
  };
};
