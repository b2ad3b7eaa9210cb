// Tests of the check of the links in a packed README.
import { expect, test } from 'vitest';
import { deadLinks } from '../tarball-links.ts';

test('finds links that lead nowhere from a tarball', () => {
  const readme = [
    '[a](https://github.com/sluice-http/sluice) [b](#install) [c](docs/limits.md#row) [d](./LICENSE)',
    '[e](../core/) [f](docs/missing.md) [g](http://plain.example)',
  ].join('\n');
  const files = ['package/README.md', 'package/LICENSE', 'package/docs/limits.md'];
  expect(deadLinks(readme, files)).toEqual(['../core/', 'docs/missing.md', 'http://plain.example']);
});
