// Uses the client of GitHub's API on a local server that answers like GitHub.
import { stat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeGitHub } from './fake-github.ts';
import { GitHub, NotFoundError, ValidationError } from './github.ts';

const server = await fakeGitHub();
const github = new GitHub({ token: server.login, baseUrl: server.origin.url() });

for await (const { name } of github.repos('ada')) console.log('repository', name);

console.log('created', await github.create({ name: 'engine', private: true }));
try {
  await github.create({ name: '', private: true });
} catch (error) {
  if (error instanceof ValidationError) console.log(error.message, error.fields);
}

server.revoke();
console.log('with a new token', await github.repo('ada', 'notes'));
console.log('not sent again', await github.repo('ada', 'notes'));

try {
  await github.repo('ada', 'missing');
} catch (error) {
  if (error instanceof NotFoundError) console.log(error.status, error.message);
}

const folder = await mkdtemp(join(tmpdir(), 'github-'));
const file = join(folder, 'notes.tar.gz');
let shown = 0;
await github.download('ada', 'notes', file, (bytes) => {
  shown = bytes;
});
console.log('downloaded', shown, 'of', (await stat(file)).size);

await rm(folder, { recursive: true });
await server.origin.close();
