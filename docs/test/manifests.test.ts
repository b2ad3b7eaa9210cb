// Tests that every published package says where it comes from and which Node.js it needs.
import { expect, test } from 'vitest';
import { publicManifests } from './manifests.ts';

const home = 'https://github.com/sluice-http/sluice';

test('the published packages are found', () => {
  expect(publicManifests().length).toBeGreaterThan(8);
});

test.each(publicManifests().map(({ dir, manifest }) => [dir, manifest] as const))('%s', (dir, manifest) => {
  expect(manifest).toMatchObject({
    homepage: `${home}/tree/main/${dir}#readme`,
    bugs: { url: `${home}/issues` },
    repository: { type: 'git', url: `git+${home}.git`, directory: dir },
    engines: { node: '>=22.19' },
  });
});
