// `pnpm bench`: builds the benchmarks with their dependencies and runs them; arguments are passed on.
import { build } from './build.ts';
import { runInTerminal } from './workspace.ts';

const built = await build(['packages/bench']);
if (built.ok) {
  const args = ['--expose-gc', 'packages/bench/dist/main.js', ...process.argv.slice(2)];
  process.exitCode = await runInTerminal(process.execPath, args);
} else {
  console.error(`${built.output}\nThe benchmarks did not build.`);
  process.exitCode = 1;
}
