// Tests that the oldest nock that sees every client answers a POST by its body, on every face.
import nock from 'nock-oldest';
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import { expectMockedPosts, WAYS } from './posts.ts';

beforeAll(() => {
  if (!nock.isActive()) nock.activate();
});
afterEach(() => nock.cleanAll());
afterAll(() => nock.restore());

/** With this nock, got itself reports every second response as aborted, with any agent. */
const ways = Object.keys(WAYS).filter((way) => way !== 'got with the agent');

describe.each(['http', 'https'])('nock 15.0.2, %s', (scheme) => {
  const base = `${scheme}://api.example.test`;

  test.each(ways)('%s', async (way) => {
    nock(base)
      .persist()
      .post('/made')
      .reply(201, async (request: Request) => String((await request.text()).length));
    await expectMockedPosts(WAYS[way]!(), base);
  });
});
