// The package.json files of the published packages.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './markdown.ts';

/** The fields of a package.json that the tests read. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly homepage?: string;
  readonly bugs?: { readonly url: string };
  readonly repository?: { readonly type: string; readonly url: string; readonly directory: string };
  readonly engines?: { readonly node: string };
}

/** Every published package: its folder from the root, with forward slashes, and its package.json. */
export function publicManifests(): { readonly dir: string; readonly manifest: Manifest }[] {
  return globSync('packages/*/package.json', { cwd: root })
    .toSorted()
    .map((path) => ({
      dir: dirname(path).replaceAll('\\', '/'),
      manifest: JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest,
    }))
    .filter(({ manifest }) => manifest.private !== true);
}
