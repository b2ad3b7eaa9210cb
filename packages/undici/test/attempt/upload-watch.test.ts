import { expect, test } from 'vitest';
import { isTimeoutError } from '@sluice/core';
import { uploadOf, type Upload } from '@sluice/core/transport';
import { createVirtualClock, type VirtualClock } from '@sluice/fixtures';
import { UploadWatch } from '../../src/attempt/upload-watch.ts';

interface Setup {
  readonly clock: VirtualClock;
  readonly upload: Upload;
  readonly errors: unknown[];
  readonly connection: { unsentBytes?: number | undefined };
}

/** An upload whose first piece was taken from its source, under a limit of 100 ms. */
async function setup(connection: Setup['connection']): Promise<Setup> {
  const clock = createVirtualClock();
  const errors: unknown[] = [];
  const upload = uploadOf(new Uint8Array(100), 100, clock, 10) as Upload;
  const owner = { onAbort: (reason: unknown) => void errors.push(reason) };
  new UploadWatch(upload, 100, clock, owner, connection).begin();
  await upload.next();
  return { clock, upload, errors, connection };
}

test('a piece of which nothing is taken meets the limit', async () => {
  const { clock, errors } = await setup({});
  await clock.advance(99);
  expect(errors).toEqual([]);
  await clock.advance(1);
  expect(errors.map(isTimeoutError)).toEqual([true]);
});

test('a long piece that is taken slowly meets no limit, until nothing more of it is taken', async () => {
  const { clock, errors, connection } = await setup({ unsentBytes: 1_000 });
  for (let left = 1_000; left > 0; left -= 10) {
    connection.unsentBytes = left;
    // oxlint-disable-next-line no-await-in-loop -- time passes step by step
    await clock.advance(20);
  }
  expect(errors).toEqual([]);
  await clock.advance(100 + 25);
  expect(errors.map(isTimeoutError)).toEqual([true]);
});

test('while the source is asked, the server is not waited for', async () => {
  const { clock, upload, errors } = await setup({ unsentBytes: 0 });
  upload.waitingSince = Infinity;
  await clock.advance(1_000);
  expect(errors).toEqual([]);
});
