// `pnpm bench`: builds the workspace and runs a benchmark; arguments are passed on.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';
import { projects, root, runInTerminal } from './workspace.ts';

const main = 'packages/bench/dist/main.js';
const built = await build(projects());
if (!built.ok || !existsSync(join(root, main))) {
  console.error(`${built.output}\nThe benchmarks did not build.`);
  process.exitCode = 1;
} else {
  process.exitCode = await runInTerminal(process.execPath, ['--expose-gc', main, ...process.argv.slice(2)]);
}
