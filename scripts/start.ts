// `npm start`: builds the connection lab with its dependencies and runs it; arguments are passed on.
import { build } from './build.ts';
import { runInTerminal } from './workspace.ts';

const built = await build(['packages/lab']);
if (built.ok) {
  const [, , ...args] = process.argv;
  process.exitCode = await runInTerminal(process.execPath, ['packages/lab/dist/main.js', ...args]);
} else {
  console.error(`${built.output}\nThe connection lab did not build.`);
  process.exitCode = 1;
}
