// Tests that mocks answer a POST by its body, on every face.
import { http, HttpResponse as MockResponse } from 'msw';
import { setupServer } from 'msw/node';
import nock from 'nock';
import { afterAll, describe, test } from 'vitest';
import { afterwards, expectMockedPosts, WAYS } from './posts.ts';

afterAll(() => nock.restore());

/** Mocks `POST /made`, whose response has the length of the body. */
const MOCKS: Readonly<Record<string, (base: string) => void>> = {
  nock(base) {
    if (!nock.isActive()) nock.activate();
    nock(base)
      .persist()
      .post('/made')
      .reply(201, async (request: Request) => String((await request.text()).length));
    afterwards(() => {
      nock.cleanAll();
      nock.restore();
    });
  },
  'setupServer() of msw'(base) {
    const server = setupServer(
      http.post(`${base}/made`, async ({ request }) => {
        return MockResponse.text(String((await request.text()).length), { status: 201 });
      }),
    );
    server.listen();
    afterwards(() => server.close());
  },
};

describe.each(Object.keys(MOCKS))('%s', (mock) => {
  describe.each(['http', 'https'])('%s', (scheme) => {
    test.each(Object.keys(WAYS))('%s', async (way) => {
      if (nock.isActive()) nock.restore();
      const base = `${scheme}://api.example.test`;
      MOCKS[mock]!(base);
      await expectMockedPosts(WAYS[way]!(), base);
    });
  });
});
