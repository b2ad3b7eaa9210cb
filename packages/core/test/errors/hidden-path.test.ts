// Values in paths that were marked as secret.
import { expect, test } from 'vitest';
import { hidePathValues } from '../../src/internal-api.ts';
import { safeUrl } from '../../src/plugin-api.ts';

test('a marked value is not shown, wherever the path is', () => {
  expect(safeUrl('http://h.test/hidden/s3cret/x')).toBe('http://h.test/hidden/s3cret/x');
  hidePathValues('/hidden/{token}/x', ['token']);
  hidePathValues('/hidden/{token}/x', ['token']);
  hidePathValues('/a.b/{id}/{+rest}', ['rest']);
  hidePathValues('/both{one}.{two}', ['one', 'two']);
  expect(safeUrl('http://h.test/hidden/s3cret/x')).toBe('http://h.test/hidden/…/x');
  expect(safeUrl(new URL('http://h.test/v1/hidden/s3cret/x?q=1'))).toBe('http://h.test/v1/hidden/…/x?q=…');
  expect(safeUrl('http://h.test/a.b/7/s/t')).toBe('http://h.test/a.b/7/…');
  expect(safeUrl('http://h.test/both1.2')).toBe('http://h.test/both….…');
});

test('other paths are shown as they are', () => {
  hidePathValues('/marked/{token}', ['token']);
  for (const path of ['/', '/marked', '/marked/', '/marked/a/b', '/markedx/a', '/aXb/7/s'])
    expect(safeUrl(`http://h.test${path}`)).toBe(`http://h.test${path}`);
});
