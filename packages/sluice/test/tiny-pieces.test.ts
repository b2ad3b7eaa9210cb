// Uploads in tiny pieces.
import { expect, test } from 'vitest';
import { clientOf, originOf } from './setup.ts';

const PIECES = 80_000;

test('an upload of 80,000 pieces lets the event loop turn', async () => {
  const origin = await originOf();
  origin.on('/x').echo();
  const api = clientOf({ baseUrl: origin.url('/') });
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const piece = new Uint8Array(20).fill(120);
    for (let index = 0; index < PIECES; index++) yield piece;
  }
  // Counts turns of the loop, not time: a busy machine makes each of them slow.
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const echo = await api.post('x', { body: () => pieces() }).json<{ bodyBytes: number }>();
  isOver = true;
  expect(echo.bodyBytes).toBe(PIECES * 20);
  expect(turns).toBeGreaterThan(PIECES / 200);
});
