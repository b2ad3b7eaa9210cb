// Measures the installed size of packages, with all their dependencies.
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import type { Peer } from '../peers/peer.ts';
import type { ProbeFigures } from '../run/figures.ts';
import { spread } from '../run/statistics.ts';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
}

/** Adds up the files of the packages of each peer. Values are in KB. */
export function measureInstalledSize(peers: readonly Peer[]): readonly ProbeFigures[] {
  return peers.map((peer) => {
    const folders = new Set<string>();
    for (const name of peer.packages) collect(name, import.meta.dirname, folders);
    const bytes = [...folders].reduce((sum, folder) => sum + sizeOf(folder), 0);
    return { peer: peer.name, value: spread([bytes / 1_000]), errors: 0 };
  });
}

/** Collects the folders of a package and of its dependencies. @param from a folder that can import the package */
function collect(name: string, from: string, folders: Set<string>): void {
  const file = findPackageJSON(name, path.join(from, 'package.json'));
  if (file === undefined) throw new Error(`${name} is not installed`);
  const folder = path.dirname(realpathSync(file));
  if (folders.has(folder)) return;
  folders.add(folder);
  for (const dependency of Object.keys(manifestOf(folder).dependencies ?? {}))
    collect(dependency, folder, folders);
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** The bytes of a package. For a package of the workspace, only the published files count. */
function sizeOf(folder: string): number {
  if (folder.includes('node_modules')) return bytesIn(folder, () => true);
  const { files = [] } = manifestOf(folder);
  const left = new Set(
    files.filter((file) => file.startsWith('!')).map((file) => path.join(folder, file.slice(1))),
  );
  const published = ['package.json', ...files.filter((file) => !file.startsWith('!'))];
  return published
    .map((file) => path.join(folder, file))
    .filter((file) => existsSync(file))
    .reduce((sum, file) => sum + bytesIn(file, (inner) => !left.has(inner)), 0);
}

function bytesIn(file: string, counts: (file: string) => boolean): number {
  const stats = statSync(file);
  if (!stats.isDirectory()) return counts(file) ? stats.size : 0;
  return readdirSync(file)
    .filter((name) => name !== 'node_modules')
    .reduce((sum, name) => sum + bytesIn(path.join(file, name), counts), 0);
}
