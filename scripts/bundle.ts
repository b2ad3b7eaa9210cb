// Bundles every public package into one readable file per entry point, since loading a hundred small modules costs more
// than running them. The declarations come from `tsc -b`, one file per source.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { find, packages, root } from './workspace.ts';

interface Manifest {
  readonly exports: Readonly<
    Record<string, string | { readonly '@sluice/source'?: string; readonly default?: string }>
  >;
}

/** Bundles every public package and removes other JavaScript from its dist. */
export async function bundleAll(): Promise<void> {
  for (const { dir, private: isPrivate } of packages()) {
    if (!isPrivate && existsSync(join(root, dir, 'src', 'index.ts'))) await bundle(dir);
  }
}

async function bundle(dir: string): Promise<void> {
  const input = entriesOf(dir);
  const build = await rolldown({
    input,
    cwd: join(root, dir),
    platform: 'node',
    // Imports of other packages stay, except the helpers of the bundler.
    external: (id) => !/^[./]|^@oxc-project\/runtime/.test(id),
    transform: { target: 'node22.19' },
    logLevel: 'warn',
  });
  const { output } = await build.write({
    dir: join(root, dir, 'dist'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    // Code that several entry points use goes into one shared file, so that every class exists once.
    codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
    sourcemap: true,
    // The sources are published next to the map.
    sourcemapExcludeSources: true,
  });
  await build.close();
  const written = new Set(output.map(({ fileName }) => `${dir}/dist/${fileName}`));
  for (const file of find(`${dir}/dist/**/*.{js,js.map}`)) {
    if (!written.has(file)) rmSync(join(root, file));
  }
}

/** The sources of the entry points, by the path of the built file without extension. */
function entriesOf(dir: string): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(root, dir, 'package.json'), 'utf8')) as Manifest;
  const entries: Record<string, string> = {};
  for (const target of Object.values(exports)) {
    if (typeof target === 'string') continue;
    const { '@sluice/source': source, default: built } = target;
    const name = built === undefined ? undefined : /^\.\/dist\/(.+)\.js$/.exec(built)?.[1];
    if (source === undefined || name === undefined) {
      throw new Error(
        `${dir}/package.json: every export needs the condition '@sluice/source' and a default in dist`,
      );
    }
    entries[name] = source;
  }
  return entries;
}
