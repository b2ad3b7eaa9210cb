import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOriginProcess, type OriginProcess } from '@sluice/fixtures';
import { FACES, undiciItself, type Face } from './faces.ts';
import type { Counts, Ports } from './origin-module.ts';

const BODY = Buffer.from('hello');
const DIGEST = createHash('sha256').update(BODY).digest('hex');

/** Calls with each of two clients, in turns of {@link TURN}: other load on the machine affects both. */
const CALLS = 100;
const TURN = 25;

let origin: OriginProcess<Ports>;

beforeAll(async () => {
  origin = await startOriginProcess<Ports>(new URL('origin-module.ts', import.meta.url));
});

afterAll(() => origin.close());

/** Makes sequential calls, checks their answers, and counts the failed calls. */
async function failures(face: Face, url: string, calls: number): Promise<number> {
  let failed = 0;
  await origin.ask();
  for (let call = 0; call < calls; call++) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await face.call(url, BODY)).toBe(`POST ${new URL(url).pathname} ${BODY.length} ${DIGEST}`);
    } catch (error) {
      if ((error as Error).name === 'AssertionError') throw error;
      failed++;
    }
  }
  // Nothing was sent twice.
  expect((await origin.ask<Counts>()).requests).toBeLessThanOrEqual(calls);
  return failed;
}

const SCENARIOS = (['plain', 'TLS 1.3'] as const).flatMap((kind) =>
  [0, 1, 3].map((after) => [kind, after] as const),
);

for (const [name, make] of Object.entries(FACES)) {
  test.each(SCENARIOS)(
    `${name}: a server (%s) that closes %i ms after its answer costs no more POSTs than it costs undici`,
    async (kind, after) => {
      const url = `${kind === 'plain' ? 'http' : 'https'}://localhost:${origin.ready[kind]}/closing/${after}`;
      const face = make();
      const peer = undiciItself();
      let ours = 0;
      let theirs = 0;
      for (let turn = 0; turn < CALLS; turn += TURN) {
        // oxlint-disable-next-line no-await-in-loop -- in turns
        ours += await failures(face, url, TURN);
        // oxlint-disable-next-line no-await-in-loop -- in turns
        theirs += await failures(peer, url, TURN);
      }
      await face.close();
      await peer.close();
      // Each is a count of rare events: were they as frequent on both sides, the difference would have a standard
      // deviation of at most the root of the sum, and be above four of these once in 30,000 runs.
      expect(ours - theirs).toBeLessThanOrEqual(4 * Math.sqrt(ours + theirs));
    },
  );
}
