// `pnpm soak`: builds the soak with its dependencies and runs it; arguments are passed on.
import { build } from './build.ts';
import { runInTerminal } from './workspace.ts';

const built = await build(['packages/soak']);
if (built.ok) {
  const args = ['--expose-gc', 'packages/soak/dist/main.js', ...process.argv.slice(2)];
  process.exitCode = await runInTerminal(process.execPath, args);
} else {
  console.error(`${built.output}\nThe soak did not build.`);
  process.exitCode = 1;
}
