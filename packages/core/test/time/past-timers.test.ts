// Timers whose time has passed before they are set.
import { expect, test } from 'vitest';
import { SystemTimer } from '../../src/time/system-timer.ts';

test('a timer whose time has passed fires without a warning of the process', async () => {
  const warnings: string[] = [];
  const note = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', note);
  try {
    await new Promise<void>((resolve) => void new SystemTimer(-20, resolve, false));
    // Node.js emits a warning in the next tick.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', note);
  }
  expect(warnings).toEqual([]);
});
