// `pnpm soak`: builds the soak with its dependencies and runs it; arguments are passed on.
import { run, runInTerminal } from './workspace.ts';

const built = await run('tsc', ['-b', 'packages/soak']);
if (built.ok) {
  const args = ['--expose-gc', 'packages/soak/dist/main.js', ...process.argv.slice(2)];
  process.exitCode = await runInTerminal(process.execPath, args);
} else {
  console.error(`${built.output}\nThe soak did not build.`);
  process.exitCode = 1;
}
