import * as undici from 'undici';
import { expect, test } from 'vitest';
import { dispatcherOf } from '../src/index.ts';
import { failure, rig } from './setup.ts';

test('a body that the end of its connection ends is whole after a FIN, not after a reset', async () => {
  const { origin, registry } = await rig();
  const dispatcher = dispatcherOf(registry);
  const raw = 'HTTP/1.1 200 OK\r\n\r\nhalf of it';
  origin.on('/fin').raw(raw, { connection: 'close' });
  origin.on('/rst').raw(raw, { connection: 'keep' });
  const whole = await undici.request(origin.url('/fin'), { dispatcher });
  expect(await whole.body.text()).toBe('half of it');
  const cut = await undici.request(origin.url('/rst'), { dispatcher });
  const text = failure(cut.body.text());
  origin.resetAll();
  expect(await text).toMatchObject({ code: 'ECONNRESET' });
});
