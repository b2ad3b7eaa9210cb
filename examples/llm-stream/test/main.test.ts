// Tests that the program prints the whole answer, once.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the program prints the whole answer, although the model fails twice', async () => {
  const args = ['--conditions=@sluice/source', 'src/main.ts'];
  const cwd = new URL('..', import.meta.url);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd });
  expect({ stdout, stderr }).toEqual({
    stdout:
      'Short waves are scattered more than long ones, so most of the light from above is blue.\n' +
      '3 requests: one was overloaded, one broke off, one continued.\n',
    stderr: '',
  });
});
