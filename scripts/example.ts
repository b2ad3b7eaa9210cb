// `npm start` in the folder of an example: builds the packages that the example imports and runs its src/main.ts.
import { build } from './build.ts';
import { runInTerminal } from './workspace.ts';

const [, , name, ...args] = process.argv;
const built = await build([`examples/${name}`]);
if (built.ok) {
  process.exitCode = await runInTerminal(process.execPath, [`examples/${name}/src/main.ts`, ...args]);
} else {
  console.error(`${built.output}\nThe example '${name}' did not build.`);
  process.exitCode = 1;
}
