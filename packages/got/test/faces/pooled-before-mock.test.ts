import { http, HttpResponse as MockResponse } from 'msw';
import { setupServer } from 'msw/node';
import nock from 'nock';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createFaultOrigin, type FaultOrigin } from '@sluice/fixtures';
import { createAgentRegistry } from 'sluice';
import { dispatcherOf } from 'sluice/dispatcher';
import { CALLERS } from './callers.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});
afterAll(() => nock.restore());

/** Mocks `GET /x` of an origin; returns what ends the mock. */
const MOCKS: Readonly<Record<string, (origin: FaultOrigin) => () => void>> = {
  nock(origin) {
    nock.activate();
    nock(origin.url()).get('/x').times(2).reply(200, 'mocked');
    return () => {
      nock.cleanAll();
      nock.restore();
    };
  },
  'setupServer() of msw'(origin) {
    const server = setupServer(http.get(origin.url('/x'), () => MockResponse.text('mocked')));
    server.listen({ onUnhandledFrame: 'bypass' });
    return () => server.close();
  },
};

/** Real calls, mocked calls, real calls. */
async function expectMocked(name: string, get: (url: string) => Promise<string>): Promise<void> {
  if (nock.isActive()) nock.restore();
  const origin = await createFaultOrigin();
  undo.push(() => origin.close());
  origin.on('/x').reply(200, { body: 'real' });
  const url = origin.url('/x');
  expect(await get(url)).toBe('real');
  const end = MOCKS[name]!(origin);
  try {
    expect(await get(url)).toBe('mocked');
    expect(await get(url)).toBe('mocked');
  } finally {
    end();
  }
  expect(await get(url)).toBe('real');
  expect(origin.stats().requests).toBe(2);
}

describe.each(Object.keys(MOCKS))('%s sees calls of a client that has pooled connections already', (mock) => {
  test.each(Object.keys(CALLERS))('%s', async (name) => {
    const caller = CALLERS[name]!();
    await expectMocked(mock, async (url) => (await caller.get(url)).body);
  });

  test('fetch with the dispatcher of a registry', async () => {
    const registry = createAgentRegistry();
    undo.push(() => registry.close());
    const dispatcher = dispatcherOf(registry);
    await expectMocked(mock, async (url) => (await fetch(url, { dispatcher } as object)).text());
  });
});
