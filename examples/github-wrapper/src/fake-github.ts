// Starts a local server that answers like GitHub's API.
import { createFaultOrigin, type Answer, type FaultOrigin, type SeenRequest } from '@sluice/fixtures';

const REPOS = ['analytical-engine', 'bernoulli', 'notes'].map((name) => ({ name, private: false }));

/** The length of the archive in bytes. */
export const ARCHIVE_SIZE = 300_000;

/** Starts the server. It accepts only the latest token of {@link login}. */
export async function fakeGitHub(): Promise<{
  readonly origin: FaultOrigin;
  readonly login: () => Promise<string>;
  /** Makes the server refuse the token that it issued last. */
  readonly revoke: () => void;
}> {
  const origin = await createFaultOrigin();
  let issued = 0;
  let revoked = 0;
  const guarded =
    (answer: (request: SeenRequest) => Answer) =>
    (request: SeenRequest): Answer =>
      request.header('authorization') === `Bearer t${issued}` && issued > revoked
        ? answer(request)
        : { status: 401, json: { message: 'Bad credentials' } };

  origin.on('GET /users/ada/repos').handle(
    guarded((request) => {
      const page = Number(new URL(request.target, origin.url()).searchParams.get('page') ?? 1);
      const next = `<${origin.url(`/users/ada/repos?per_page=2&page=${page + 1}`)}>; rel="next"`;
      const repos = REPOS.slice(2 * (page - 1), 2 * page);
      return { status: 200, json: repos, headers: { link: 2 * page < REPOS.length ? next : null } };
    }),
  );
  origin
    .on('GET /repos/ada/notes')
    .handle(
      guarded((request) =>
        request.header('if-none-match') === '"v1"'
          ? { status: 304, headers: { etag: '"v1"' } }
          : { status: 200, json: REPOS[2], headers: { etag: '"v1"' } },
      ),
    );
  origin
    .on('GET /repos/ada/missing')
    .handle(guarded(() => ({ status: 404, json: { message: 'Not Found' } })));
  origin.on('GET /repos/ada/broken').reply(400, { body: '<html>bad request</html>' });
  origin.on('POST /user/repos').handle(
    guarded((request) => {
      const repo = JSON.parse(Buffer.from(request.body).toString()) as { name: string };
      return repo.name === ''
        ? { status: 422, json: { message: 'Validation Failed', errors: [{ field: 'name' }] } }
        : { status: 201, json: repo };
    }),
  );
  origin.on('GET /repos/ada/notes/tarball').redirect('/archive');
  origin.on('GET /archive').reply(200, { body: { size: ARCHIVE_SIZE } });
  return {
    origin,
    login: async () => `t${++issued}`,
    revoke: () => {
      revoked = issued;
    },
  };
}
