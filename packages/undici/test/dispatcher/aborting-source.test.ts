// A request body whose source aborts the request.
import * as undici from 'undici';
import { expect, test } from 'vitest';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { failure, rig } from '../support/setup.ts';

test.each(['', '9'])(
  'a source that aborts its request while the request is begun fails it alone (declared length: %j)',
  async (length) => {
    const { origin, registry } = await rig();
    origin.on('/x').reply(200, { body: 'ok' });
    const dispatcher = dispatcherOf(registry);
    const errors: unknown[] = [];
    const note = (error: unknown): number => errors.push(error);
    process.on('uncaughtExceptionMonitor', note);
    try {
      const reason = new Error('aborted by its source');
      const controller = new AbortController();
      async function* source(): AsyncGenerator<Uint8Array> {
        controller.abort(reason);
        yield await Promise.resolve(Buffer.from('some text'));
      }
      const headers = length === '' ? {} : { 'content-length': length };
      const { signal } = controller;
      const options = { dispatcher, method: 'POST', body: source() as never, headers, signal } as const;
      expect(await failure(undici.request(origin.url('/x'), options))).toBe(reason);
      const { body } = await undici.request(origin.url('/x'), { dispatcher });
      expect(await body.text()).toBe('ok');
    } finally {
      process.off('uncaughtExceptionMonitor', note);
    }
    expect(errors).toEqual([]);
  },
);
