// Starts a local server that answers like GitHub, with a different success or failure for each repository.
import { createFaultOrigin, type Answer, type FaultOrigin, type SeenRequest } from '@sluice/fixtures';

const ISSUE = { number: 1, title: 'It is slow' };
const OK = { status: 200, json: ISSUE };
const CREATED = { status: 201, json: ISSUE };

export interface FakeGitHub {
  readonly origin: FaultOrigin;
  /** Another origin, to which a page of `acme/lured` links. */
  readonly other: FaultOrigin;
  /** Returns a new token. */
  readonly login: () => Promise<string>;
  /** Makes the server refuse the tokens that it has issued so far. */
  readonly revoke: () => void;
  /** The arrival time of each request of a path, in ms on the clock of the clients. */
  readonly arrivals: (path: string) => readonly number[];
  /** The number of issued tokens. */
  readonly logins: () => number;
  readonly close: () => Promise<void>;
}

/** Starts the server. */
export async function fakeGitHub(): Promise<FakeGitHub> {
  const [origin, other] = [await createFaultOrigin(), await createFaultOrigin()];
  let issued = 0;
  let revoked = 0;
  const arrivals = new Map<string, number[]>();
  const guarded =
    (answer: Answer | ((request: SeenRequest) => Answer)) =>
    (request: SeenRequest): Answer => {
      const { target } = request;
      arrivals.set(target, [...(arrivals.get(target) ?? []), performance.now()]);
      const token = /^Bearer t(\d+)$/.exec(request.header('authorization') ?? '')?.[1];
      if (Number(token ?? 0) <= revoked) return { status: 401, json: { message: 'Bad credentials' } };
      return typeof answer === 'function' ? answer(request) : answer;
    };
  const get = (repo: string) => origin.on(`GET /repos/acme/${repo}/issues/1`);
  const list = (repo: string) => origin.on(`GET /repos/acme/${repo}/issues`);
  const post = (repo: string) => origin.on(`POST /repos/acme/${repo}/issues`);

  list('paged').handle(
    guarded((request) => {
      if (request.query.get('page') === '2') return { status: 200, json: [{ ...ISSUE, number: 3 }] };
      const next = `<${origin.url('/repos/acme/paged/issues?page=2')}>; rel="next"`;
      return { status: 200, json: [ISSUE, { ...ISSUE, number: 2 }], headers: { link: next } };
    }),
  );
  const lure = { link: `<${other.url('/steal')}>; rel="next"` };
  list('lured').handle(guarded({ status: 200, json: [ISSUE], headers: lure }));

  post('plain').handle(guarded(CREATED));
  post('busy').handle(guarded({ status: 503, json: {} }));
  post('cut').handle(guarded(CREATED)).fault({ do: 'close', at: 'body', after: 5 });
  post('limited').handle(guarded({ status: 403, json: {}, headers: { 'retry-after': '1' } }), { first: 1 });
  post('limited').handle(guarded(CREATED));

  get('tagged').handle(
    guarded((request) =>
      request.header('if-none-match') === '"v1"'
        ? { status: 304, headers: { etag: '"v1"' } }
        : { ...OK, headers: { etag: '"v1"' } },
    ),
  );
  get('plain').handle(guarded(OK));
  get('busy').handle(guarded({ status: 503, json: {} }), { first: 1 });
  get('busy').handle(guarded(OK));
  get('down').handle(guarded({ status: 503, json: {} }));
  get('cut').handle(guarded(OK)).fault({ do: 'close', at: 'body', after: 5 }, { nth: 1 });
  get('silent').handle(guarded({ ...OK, delay: 60_000 }), { first: 1 });
  get('silent').handle(guarded(OK));
  get('limited').handle(guarded({ status: 403, json: {}, headers: { 'retry-after': '2' } }), { first: 1 });
  get('limited').handle(guarded(OK));
  get('exhausted').handle(
    guarded(() => {
      const reset = String(Math.ceil(Date.now() / 1_000) + 2);
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
      return { status: 403, json: {}, headers };
    }),
    { first: 1 },
  );
  get('exhausted').handle(guarded(OK));
  get('private').handle(
    guarded({ status: 403, json: {}, headers: { 'x-ratelimit-remaining': '57', 'x-ratelimit-reset': '1' } }),
  );
  return {
    origin,
    other,
    login: async () => `t${++issued}`,
    revoke: () => {
      revoked = issued;
    },
    arrivals: (path) => arrivals.get(path) ?? [],
    logins: () => issued,
    close: async () => {
      await origin.close();
      await other.close();
    },
  };
}
