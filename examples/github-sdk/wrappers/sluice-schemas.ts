import { defineApi, etags, linkPages, op } from '@sluice/sdk';
import { bearer } from 'sluice';
import { z } from 'zod';
import type { CreateIssues } from '../src/issues.ts';

const Issue = z.object({ number: z.number(), title: z.string() });
const Draft = z.object({ title: z.string() });
const operations = {
  list: op('GET /repos/{owner}/{repo}/issues', { ok: { 200: z.array(Issue) }, page: linkPages() }),
  create: op('POST /repos/{owner}/{repo}/issues', { body: Draft, ok: { 201: Issue } }),
  get: op('GET /repos/{owner}/{repo}/issues/{number}', { ok: { 200: Issue }, conditional: etags() }),
};

export const createIssues: CreateIssues = ({ baseUrl, token, timeout = 10_000 }) => {
  const client = { retry: 3, timeout: { attempt: timeout }, plugins: [bearer({ token })] };
  const api = defineApi({ baseUrl, ...client, operations }).connect();
  return {
    list: (params) => api.list({ params }),
    create: async (params, title) => api.create({ params, body: { title } }),
    get: async (params, number) => api.get({ params: { ...params, number } }),
  };
};
