// `pnpm test:nodes`: runs the tests of the public packages with the oldest supported, the pinned and the newest Node, and
// with the oldest, the locked and the newest undici of the declared range. Downloads them from the npm registry.
//
//   node scripts/nodes.ts [--node <version>]… [--undici <version>]… [paths and options of Vitest]
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runSuite } from './suite.ts';
import { find, packages, root, run, scratch } from './workspace.ts';

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: { readonly undici: string };
  readonly devDependencies: { readonly node: string };
}

/** The arguments for the tests that depend on the version of undici. */
const ON_UNDICI = ['packages/undici/test', 'packages/sluice/test', '--project', 'own'];

/** The test folders of the packages that are published. */
const publicTests = packages()
  .filter(
    (one) =>
      !one.private && one.dir.startsWith('packages/') && find(`${one.dir}/test/**/*.test.ts`).length > 0,
  )
  .map(({ dir }) => `${dir}/test`);

const { values, positionals } = parseArgs({
  options: {
    node: { type: 'string', multiple: true },
    undici: { type: 'string', multiple: true },
  },
  allowPositionals: true,
});

const pinned = manifest('.').devDependencies.node;
const { engines, dependencies } = manifest('packages/undici');
const locked = manifest('packages/undici/node_modules/undici').version;
const nodes = values.node ?? unique([lowest(engines.node), pinned, await newest('node')]);
const undicis =
  values.undici ??
  unique([lowest(dependencies.undici), locked, await newest(`undici@${dependencies.undici}`)]);

mkdirSync(scratch, { recursive: true });
let failures = 0;
for (const version of nodes) {
  const node = await nodeOf(version);
  for (const undici of undicis) {
    const args = positionals.length > 0 ? positionals : undici === locked ? publicTests : ON_UNDICI;
    const from = performance.now();
    const copy = undici === locked ? {} : { undici: await undiciOf(undici) };
    const { ok, output, note = 'no report' } = await runSuite({ node, args, ...copy });
    const seconds = ((performance.now() - from) / 1000).toFixed(0);
    console.log(`${ok ? 'ok  ' : 'FAIL'}  Node ${version}, undici ${undici} (${seconds} s): ${note}`);
    if (ok) continue;
    failures++;
    console.log(output.replace(/^/gm, '      '));
  }
}
process.exitCode = failures > 0 ? 1 : 0;

function manifest(dir: string): Manifest {
  return JSON.parse(readFileSync(join(root, dir, 'package.json'), 'utf8')) as Manifest;
}

function unique(versions: readonly string[]): string[] {
  return [...new Set(versions)];
}

/** The lowest version of a range such as `>=22.19` or `^8.12.0`. */
function lowest(range: string): string {
  const [major = '0', minor = '0', patch = '0'] = range.replace(/^\D+/, '').split('.');
  return `${major}.${minor}.${patch}`;
}

/** The newest published version that a specifier matches. */
async function newest(specifier: string): Promise<string> {
  const { ok, output } = await run('npm', ['view', specifier, 'version', '--json']);
  if (!ok) throw new Error(`npm view ${specifier} failed:\n${output}`);
  const found = [JSON.parse(output) as string | string[]].flat();
  const [last] = found.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  if (last === undefined) throw new Error(`No version of ${specifier} is published.`);
  return last;
}

/** The executable of a version of Node, from the package of the platform that npm's package `node` would install. */
async function nodeOf(version: string): Promise<string> {
  if (version === process.versions.node) return process.execPath;
  const { platform, arch } = process;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const dir = await install(`node-${version}`, `${name}@${version}`);
  return join(dir, name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

async function undiciOf(version: string): Promise<string> {
  return join(await install(`undici-${version}`, `undici@${version}`), 'undici');
}

/** Installs a package in a separate folder, unless that was done before. @returns the folder `node_modules` */
async function install(folder: string, specifier: string): Promise<string> {
  const dir = join(scratch, 'nodes', folder);
  const installed = join(dir, 'node_modules');
  if (existsSync(installed)) return installed;
  const args = ['install', '--prefix', dir, '--no-audit', '--no-fund', '--ignore-scripts', specifier];
  const { ok, output } = await run('npm', args);
  if (!ok) throw new Error(`npm ${args.join(' ')} failed:\n${output}`);
  return installed;
}
