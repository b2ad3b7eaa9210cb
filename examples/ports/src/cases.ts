// The cases that run with each client, each on a new service.
import { fakeService } from './fake-service.ts';
import { UsersError, type CreateUsers, type Users } from './users.ts';

const CASES: Readonly<Record<string, (users: Users) => Promise<unknown>>> = {
  success: (users) => users.find(1),
  '503, then 200': (users) => users.find(2),
  'no answer in time': (users) => users.find(3),
  'no such user': (users) => users.find(4),
  'a query': (users) => users.list(3),
  'a POST that is retried': (users) => users.create('Hedy', 'k1'),
  'a body that is cut': async (users) => `${(await users.picture(1)).length} bytes`,
};

/** The outcome of a case. */
export interface Outcome {
  readonly value?: unknown;
  readonly error?: {
    readonly message?: string;
    readonly status: number | undefined;
    readonly timedOut: boolean;
  };
  /** The number of requests that the service received. */
  readonly requests: number;
  /** The tokens of these requests. */
  readonly tokens: readonly unknown[];
  readonly log: readonly string[];
}

/** Runs every case with a client. */
export async function outcomesOf(createUsers: CreateUsers): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const [name, run] of Object.entries(CASES)) outcomes[name] = await outcomeOf(createUsers, run);
  return outcomes;
}

async function outcomeOf(
  createUsers: CreateUsers,
  run: (users: Users) => Promise<unknown>,
): Promise<Outcome> {
  await using service = await fakeService();
  const log: string[] = [];
  const users = createUsers({
    baseUrl: service.url(),
    token: async () => 't1',
    log: (line) => log.push(line),
  });
  const result = await run(users).then(
    (value) => ({ value }),
    (error: unknown) => ({ error: describe(error) }),
  );
  const seen = service.seen();
  const tokens = seen.map((request) => request.header('authorization'));
  return { ...result, requests: seen.length, tokens, log };
}

/** The parts of an error that libraries have in common. Without a status, the message is the library's, and is left out. */
function describe(error: unknown): NonNullable<Outcome['error']> {
  if (!(error instanceof UsersError)) throw error;
  const { message, status, timedOut } = error;
  return { ...(status !== undefined && { message }), status, timedOut };
}
