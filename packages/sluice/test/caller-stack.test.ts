// The stack of an error names the functions that wait for the call.
import { expect, test } from 'vitest';
import type { StandardSchema } from '@sluice/core';
import { clientOf, failure, originOf } from './setup.ts';

/** A schema that no value matches. */
const REFUSING: StandardSchema = {
  '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: 'wrong' }] }) },
};

/** Each function fails in another way. It is the name of the function that the stack must have. */
async function calls(): Promise<Record<string, () => Promise<unknown>>> {
  const origin = await originOf();
  origin.on('/status').reply(404, { body: 'no' });
  origin.on('/silent').fault({ do: 'stall', at: 'head' });
  origin.on('/reset').fault({ do: 'reset', at: 'head' });
  origin.on('/cut').reply(200, { body: { size: 1_000 }, faults: [{ do: 'reset', at: 'body', after: 10 }] });
  origin.on('/json').reply(200, { json: { id: 1 } });
  origin.on('/html').reply(200, { body: '<html>', headers: { 'content-type': 'text/html' } });
  const api = clientOf({ baseUrl: origin.url('/'), retry: false });
  return {
    async failsWithStatus() {
      return await api.get('status').json();
    },
    async waitsForResponse() {
      return await api.get('status');
    },
    async timesOut() {
      return await api.get('silent', { timeout: { total: 30 } }).text();
    },
    async isReset() {
      return await api.get('reset').json();
    },
    async isResetAfterRetries() {
      return await api.get('reset', { retry: { maxRetries: 2 } }).json();
    },
    async isCut() {
      return await api.get('cut').bytes();
    },
    async readsCutBody() {
      const response = await api.get('cut');
      return await response.text();
    },
    async streamsCutBody() {
      const response = await api.get('cut');
      for await (const chunk of response) expect(chunk.length).toBeGreaterThan(0);
    },
    async isNoJson() {
      return await api.get('html').json();
    },
    async hasTheWrongShape() {
      return await api.get('json').json(REFUSING);
    },
    async readsTheWrongShape() {
      const response = await api.get('json');
      return await response.json(REFUSING);
    },
    async buffersTheWrongShape() {
      const response = await api.get('json').buffered();
      return await response.json(REFUSING);
    },
    async wantsTheWrongShape() {
      return await api.get('json').json(REFUSING).withResponse();
    },
    async readsCutBlob() {
      const response = await api.get('cut');
      return await response.blob();
    },
    async readsCutBuffer() {
      return await api.get('cut').arrayBuffer();
    },
    async readsTwice() {
      const response = await api.get('json');
      await response.text();
      return await response.text();
    },
    async fetches() {
      return await api.fetch(origin.url('/reset'));
    },
    async fetchesCutBody() {
      const response = await api.fetch(origin.url('/cut'));
      return await response.text();
    },
    async fetchesCutJson() {
      const response = await api.fetch(origin.url('/cut'));
      return await response.json();
    },
    async isRefused() {
      return await api.get('http://127.0.0.1:2/', { allowOtherOrigin: true }).json();
    },
    async isInAGroup() {
      return await Promise.all([api.get('status').json(), api.get('status').json()]);
    },
    async buffers() {
      return await api.get('status').buffered();
    },
    async wantsResponse() {
      return await api.get('status').json().withResponse();
    },
    async waitsLate() {
      const pending = api.get('status').json();
      await Promise.resolve();
      return await pending;
    },
    async misspells() {
      return await api.get('status', { tiemout: 1 } as object).json();
    },
  };
}

test('every failure has the line that awaits it, and the method and URL in its message', async () => {
  for (const [name, call] of Object.entries(await calls())) {
    async function caller(): Promise<unknown> {
      return await call();
    }
    // oxlint-disable-next-line no-await-in-loop -- one at a time, so that a failure names its case
    const error = await failure(caller());
    expect.soft(String(error.stack), name).toMatch(new RegExp(`at (async )?(\\S+\\.)?${name} `));
    expect.soft(String(error.stack), name).toMatch(/at (async )?caller /);
    if (name === 'misspells') continue;
    // A fetch fails with the messages of the standard, and has ours as the cause.
    const { message } = name.startsWith('fetches') ? (error.cause as Error) : error;
    expect.soft(message, name).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/\w*/);
    expect.soft(String(error.stack), name).toContain(error.message);
  }
});

test('a call that its caller aborts rejects with the reason, unchanged', async () => {
  const origin = await originOf();
  origin.on('/silent').fault({ do: 'stall', at: 'head' });
  const api = clientOf({ baseUrl: origin.url('/') });
  const reason = new Error('enough');
  const { stack } = reason;
  const controller = new AbortController();
  const failed = failure(api.get('silent', { signal: controller.signal }).json());
  await expect.poll(() => origin.seen().length).toBe(1);
  controller.abort(reason);
  expect(await failed).toBe(reason);
  expect(reason.stack).toBe(stack);
});

test('calls that fail together each name their own request', async () => {
  const api = clientOf({ baseUrl: 'http://127.0.0.1:2/', retry: false });
  const errors = await Promise.all(['a', 'b', 'c'].map((path) => failure(api.get(path).json())));
  expect(errors.map(({ message }) => message.slice(0, 26))).toEqual([
    'GET http://127.0.0.1:2/a: ',
    'GET http://127.0.0.1:2/b: ',
    'GET http://127.0.0.1:2/c: ',
  ]);
});
