// The cases that run against every wrapper, with their expected outcomes.
import { fakeGitHub, type FakeGitHub } from './fake-github.ts';
import type { CreateIssues, Issue, Issues } from './issues.ts';

interface Context {
  readonly issues: Issues;
  readonly server: FakeGitHub;
  readonly createIssues: CreateIssues;
}

interface Case {
  readonly run: (context: Context) => Promise<unknown>;
  readonly expected: unknown;
}

const at = (repo: string) => ({ owner: 'acme', repo });

/** The title of an issue, or `failed`, since each library has different errors. */
async function titleOf(call: Promise<Issue>): Promise<string> {
  return call.then(
    ({ title }) => title,
    () => 'failed',
  );
}

/** Gets an issue of a repository, and counts the requests. */
const getting =
  (repo: string) =>
  async ({ issues, server }: Context): Promise<unknown> => {
    const outcome = await titleOf(issues.get(at(repo), 1));
    return { outcome, requests: server.origin.seen(`/repos/acme/${repo}/issues/1`).length };
  };

/** Creates an issue in a repository, and lists the bodies that the server received. */
const creating =
  (repo: string) =>
  async ({ issues, server }: Context): Promise<unknown> => {
    const outcome = await titleOf(issues.create(at(repo), 'It is slow'));
    const posts = server.origin.seen(`/repos/acme/${repo}/issues`).filter(({ method }) => method === 'POST');
    return { outcome, bodies: posts.map((request) => request.json()) };
  };

async function numbersOf(list: AsyncIterable<Issue>): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { number } of list) numbers.push(number);
  return numbers;
}

/**
 * Gets an issue after a refusal for 2 s, and checks that the second request waited. A backoff would be at most 1 s. The margin is
 * for timers, which may fire early by as much as the event loop was late.
 */
const waiting =
  (repo: string) =>
  async (context: Context): Promise<unknown> => {
    const outcome = (await getting(repo)(context)) as object;
    const [first, second] = context.server.arrivals(`/repos/acme/${repo}/issues/1`);
    return { ...outcome, waited: first !== undefined && second !== undefined && second - first > 1_500 };
  };

const draft = { title: 'It is slow' };
const found = 'It is slow';

export const CASES: Readonly<Record<string, Case>> = {
  'two pages by `link`': {
    run: async ({ issues, server }) => ({
      numbers: await numbersOf(issues.list(at('paged'))),
      targets: server.origin.seen('/repos/acme/paged/issues').map(({ target }) => target),
    }),
    expected: {
      numbers: [1, 2, 3],
      targets: ['/repos/acme/paged/issues', '/repos/acme/paged/issues?page=2'],
    },
  },
  'a `link` to another origin': {
    run: async ({ issues, server }) => ({
      outcome: await numbersOf(issues.list(at('lured'))).catch(() => 'failed'),
      requests: server.other.stats().requests,
    }),
    expected: { outcome: 'failed', requests: 0 },
  },
  'a new issue': { run: creating('plain'), expected: { outcome: found, bodies: [draft] } },
  'a new issue, 503': { run: creating('busy'), expected: { outcome: 'failed', bodies: [draft] } },
  'a new issue, its reply is cut': { run: creating('cut'), expected: { outcome: 'failed', bodies: [draft] } },
  'a new issue, 403 with `retry-after`': {
    run: creating('limited'),
    expected: { outcome: found, bodies: [draft, draft] },
  },
  '`etag`, then 304': {
    run: async ({ issues, server }) => {
      const outcomes = [
        await titleOf(issues.get(at('tagged'), 1)),
        await titleOf(issues.get(at('tagged'), 1)),
      ];
      const seen = server.origin.seen('/repos/acme/tagged/issues/1');
      return { outcomes, sent: seen.map((request) => [request.header('if-none-match'), request.status]) };
    },
    expected: {
      outcomes: [found, found],
      sent: [
        [undefined, 200],
        ['"v1"', 304],
      ],
    },
  },
  '503, then 200': { run: getting('busy'), expected: { outcome: found, requests: 2 } },
  '503, again and again': { run: getting('down'), expected: { outcome: 'failed', requests: 4 } },
  '403 with `retry-after`': {
    run: waiting('limited'),
    expected: { outcome: found, requests: 2, waited: true },
  },
  '403, `x-ratelimit-reset`': {
    run: waiting('exhausted'),
    expected: { outcome: found, requests: 2, waited: true },
  },
  '403 that is no limit': { run: getting('private'), expected: { outcome: 'failed', requests: 1 } },
  'a cut body': { run: getting('cut'), expected: { outcome: found, requests: 2 } },
  'no answer in time': {
    // The default would be 10 s. On a busy machine, a second attempt may be late too.
    run: async ({ server, createIssues }) => {
      const issues = createIssues({ baseUrl: server.origin.url(), token: server.login, timeout: 2_000 });
      const outcome = await titleOf(issues.get(at('silent'), 1));
      return { outcome, again: server.origin.seen('/repos/acme/silent/issues/1').length > 1 };
    },
    expected: { outcome: found, again: true },
  },
  '401 for 20 calls at once': {
    run: async ({ server, createIssues }) => {
      const issues = createIssues({ baseUrl: server.origin.url(), token: server.login });
      await issues.get(at('plain'), 1);
      const before = server.logins();
      server.revoke();
      const calls = Array.from({ length: 20 }, () => titleOf(issues.get(at('plain'), 1)));
      return { outcomes: [...new Set(await Promise.all(calls))], logins: server.logins() - before };
    },
    expected: { outcomes: [found], logins: 1 },
  },
  'a login that fails once': {
    run: async ({ server, createIssues }) => {
      let calls = 0;
      const token = async (): Promise<string> => {
        if (++calls === 1) throw new Error('no token');
        return server.login();
      };
      const issues = createIssues({ baseUrl: server.origin.url(), token });
      return [await titleOf(issues.get(at('plain'), 1)), await titleOf(issues.get(at('plain'), 1)), calls];
    },
    expected: ['failed', found, 2],
  },
};

/** The case that revokes the tokens, which would disturb the others. */
const LAST = '401 for 20 calls at once';

/** Runs all cases with a wrapper, on a new server. */
export async function outcomesOf(createIssues: CreateIssues): Promise<Record<string, unknown>> {
  const server = await fakeGitHub();
  try {
    const issues = createIssues({ baseUrl: server.origin.url(), token: server.login });
    const run = async (name: string): Promise<[string, unknown]> => [
      name,
      await CASES[name]!.run({ issues, server, createIssues }),
    ];
    const others = Object.keys(CASES).filter((name) => name !== LAST);
    const outcomes = await Promise.all(others.map(run));
    return Object.fromEntries([...outcomes, await run(LAST)]);
  } finally {
    await server.close();
  }
}
