// Tests the client of GitHub's API on a local server.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ARCHIVE_SIZE, fakeGitHub } from '../src/fake-github.ts';
import { GitHub, GitHubError, NotFoundError, ValidationError } from '../src/github.ts';

let server: Awaited<ReturnType<typeof fakeGitHub>>;
let github: GitHub;

beforeEach(async () => {
  server = await fakeGitHub();
  github = new GitHub({ token: server.login, baseUrl: server.origin.url() });
});
afterEach(() => server.origin.close());

test('lists every page, sends a token, and renews a refused token once for all callers', async () => {
  const list = async (): Promise<string[]> => {
    const names: string[] = [];
    for await (const { name } of github.repos('ada')) names.push(name);
    return names;
  };
  const names = ['analytical-engine', 'bernoulli', 'notes'];
  expect(await list()).toEqual(names);
  server.revoke();
  expect(await Promise.all([list(), list()])).toEqual([names, names]);
  expect(await server.login()).toBe('t3');
});

test('keeps a repository that has not changed', async () => {
  expect(await github.repo('ada', 'notes')).toEqual({ name: 'notes', private: false });
  expect(await github.repo('ada', 'notes')).toEqual({ name: 'notes', private: false });
  const versions = server.origin.seen('/repos/ada/notes').map((request) => request.header('if-none-match'));
  expect(versions).toEqual([undefined, undefined, '"v1"'].slice(3 - versions.length));
});

test('creates a repository once', async () => {
  expect(await github.create({ name: 'engine', private: true })).toEqual({ name: 'engine', private: true });
});

test('throws the error classes of the wrapper', async () => {
  const missing = await github.repo('ada', 'missing').catch((error: unknown) => error);
  expect(missing).toBeInstanceOf(NotFoundError);
  expect(missing).toMatchObject({ name: 'NotFoundError', status: 404, message: 'Not Found' });
  const refused = await github.create({ name: '', private: true }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ValidationError);
  expect(refused).toMatchObject({ status: 422, message: 'Validation Failed', fields: ['name'] });
});

test('an answer of a gateway, which is not JSON, keeps the message of the client', async () => {
  const error = await github.repo('ada', 'broken').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GitHubError);
  expect(error).toMatchObject({ status: 400, cause: { code: 'ERR_SLUICE_HTTP_STATUS' } });
  expect((error as Error).message).toBe(`GET ${server.origin.url('/repos/ada/broken')} answered 400`);
});

test('downloads with progress', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'github-'));
  const file = join(folder, 'notes.tar.gz');
  const steps: number[] = [];
  await github.download('ada', 'notes', file, (bytes) => steps.push(bytes));
  expect((await readFile(file)).length).toBe(ARCHIVE_SIZE);
  expect(steps.at(-1)).toBe(ARCHIVE_SIZE);
  await rm(folder, { recursive: true });
});

test('has at most 90 lines', () => {
  const lines = readFileSync(join(import.meta.dirname, '../src/github.ts'), 'utf8').split('\n');
  expect(lines.filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(90);
});

test('the program runs in its folder', async () => {
  const args = ['--conditions=@sluice/source', 'src/main.ts'];
  const cwd = join(import.meta.dirname, '..');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd });
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    'repository analytical-engine',
    'repository bernoulli',
    'repository notes',
    "created { name: 'engine', private: true }",
    "Validation Failed [ 'name' ]",
    "with a new token { name: 'notes', private: false }",
    "not sent again { name: 'notes', private: false }",
    '404 Not Found',
    `downloaded ${ARCHIVE_SIZE} of ${ARCHIVE_SIZE}`,
    '',
  ]);
});
