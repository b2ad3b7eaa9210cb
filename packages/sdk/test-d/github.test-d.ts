// Twenty calls on the `paths` of GitHub, whose 811 paths are the largest public example. test/types/type-cost.test.ts
// compiles this file too, and measures its cost.
import type { components, paths } from '@octokit/openapi-types';
import { defineApi, fromPaths } from '@sluice/sdk';
import { expectType } from 'tsd';

const { op } = fromPaths<paths>();

const github = defineApi({
  baseUrl: 'https://api.github.com',
  operations: {
    getIssue: op('/repos/{owner}/{repo}/issues/{issue_number}', 'get'),
    listIssues: op('/repos/{owner}/{repo}/issues', 'get'),
    createIssue: op('/repos/{owner}/{repo}/issues', 'post'),
    updateIssue: op('/repos/{owner}/{repo}/issues/{issue_number}', 'patch'),
    getRepo: op('/repos/{owner}/{repo}', 'get'),
    deleteRepo: op('/repos/{owner}/{repo}', 'delete'),
    listBranches: op('/repos/{owner}/{repo}/branches', 'get'),
    getBranch: op('/repos/{owner}/{repo}/branches/{branch}', 'get'),
    listPulls: op('/repos/{owner}/{repo}/pulls', 'get'),
    createPull: op('/repos/{owner}/{repo}/pulls', 'post'),
    merge: op('/repos/{owner}/{repo}/pulls/{pull_number}/merge', 'put'),
    user: op('/user', 'get'),
    userByName: op('/users/{username}', 'get'),
    repos: op('/user/repos', 'get'),
    orgRepos: op('/orgs/{org}/repos', 'get'),
    labels: op('/repos/{owner}/{repo}/labels', 'get'),
    comments: op('/repos/{owner}/{repo}/issues/{issue_number}/comments', 'get'),
    comment: op('/repos/{owner}/{repo}/issues/{issue_number}/comments', 'post'),
    markdown: op('/markdown', 'post'),
    search: op('/search/issues', 'get'),
  },
}).connect();

const at = { owner: 'a', repo: 'b' };
const issue = await github.getIssue({ params: { ...at, issue_number: 1 } });
expectType<string>(issue.title);
expectType<components['schemas']['issue'][]>(await github.listIssues({ params: at, query: { per_page: 3 } }));
expectType<number>((await github.createIssue({ params: at, body: { title: 'x' } })).number);
expectType<string>(
  (await github.updateIssue({ params: { ...at, issue_number: 2 }, body: { title: 'y' } })).title,
);
expectType<components['schemas']['full-repository']>(await github.getRepo({ params: at }));
expectType<undefined>(await github.deleteRepo({ params: at }));
expectType<components['schemas']['short-branch'][]>(await github.listBranches({ params: at }));
expectType<boolean>((await github.getBranch({ params: { ...at, branch: 'main' } })).protected);
expectType<components['schemas']['pull-request-simple'][]>(await github.listPulls({ params: at }));
expectType<number>((await github.createPull({ params: at, body: { head: 'x', base: 'y' } })).number);
expectType<boolean>((await github.merge({ params: { ...at, pull_number: 3 } })).merged);
expectType<string>((await github.user()).login);
expectType<string>((await github.userByName({ params: { username: 'u' } })).login);
expectType<components['schemas']['repository'][]>(await github.repos());
expectType<components['schemas']['minimal-repository'][]>(await github.orgRepos({ params: { org: 'o' } }));
expectType<components['schemas']['label'][]>(await github.labels({ params: at }));
expectType<components['schemas']['issue-comment'][]>(
  await github.comments({ params: { ...at, issue_number: 1 } }),
);
expectType<string>(
  (await github.comment({ params: { ...at, issue_number: 1 }, body: { body: 'x' } })).node_id,
);
expectType<string>(await github.markdown({ body: { text: 'x' } }));
expectType<number>((await github.search({ query: { q: 'x' } })).total_count);
