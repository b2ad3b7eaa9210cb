// Tests that the signal of a Request reaches its call after the Request was garbage-collected, as the caller sees it.
import { describe, expect, test } from 'vitest';
import { collectGarbage, type FaultOrigin } from '@sluice/fixtures';
import { fetchPreset } from 'sluice';
import { checkLeaks, clientOf, failure, originOf } from '../setup.ts';

checkLeaks();

type Fetch = typeof globalThis.fetch;

/** Collections after which the test goes on: whatever is unreachable is gone by then. */
const ROUNDS = 5;

const ask = (fetch: Fetch, origin: FaultOrigin, path: string, signal: AbortSignal): Promise<Response> =>
  fetch(new Request(origin.url(path), { method: 'POST', body: 'x', signal }));

/** Reads of a response whose body does not end. */
const reads: Readonly<Record<string, (response: Response) => Promise<unknown>>> = {
  'text()': (response) => response.text(),
  'text() of a clone': (response) => response.clone().text(),
  'a reader': async (response) => {
    const reader = (response.body as ReadableStream).getReader();
    while (!(await reader.read()).done);
  },
};

async function stalling(): Promise<FaultOrigin> {
  const origin = await originOf();
  origin.on('/silent').fault({ do: 'stall', at: 'head' });
  origin
    .on('/stalls')
    .reply(200, { body: 'x'.repeat(1_000) })
    .fault({ do: 'stall', at: 'body', after: 100 });
  return origin;
}

describe('an abort after a garbage collection', () => {
  test('fails a call that waits for its response', async () => {
    const origin = await stalling();
    const controller = new AbortController();
    const error = failure(ask(clientOf(fetchPreset).fetch, origin, '/silent', controller.signal));
    await collectGarbage(() => false, ROUNDS);
    controller.abort();
    expect((await error).name).toBe('AbortError');
  });

  test.each(Object.keys(reads))('fails %s', async (name) => {
    const origin = await stalling();
    const controller = new AbortController();
    const { fetch } = clientOf(fetchPreset);
    const error = failure(
      (async () => reads[name]!(await ask(fetch, origin, '/stalls', controller.signal)))(),
    );
    await expect.poll(() => origin.stats().requests).toBe(1);
    await collectGarbage(() => false, ROUNDS);
    controller.abort();
    expect((await error).name).toBe('AbortError');
  });
});
