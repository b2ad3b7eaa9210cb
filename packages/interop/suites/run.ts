// Runs a test suite of another project twice, on the original and with a face of ours in its place, and compares.
//
//   node packages/interop/suites/run.ts <dispatcher|fetch|agents|got> <folder> [--module <file>] [--jobs <n>] [--limit <s>]
//     <test file>… [-- <command of a runner that prints TAP, for one file>…]
//
// The folder is a checkout of the project with its dependencies. `--module` is the file that its tests import, for a face
// that replaces exports and not globals. Without a command, the files are run by `node --test`. Each file must end within
// `--limit` seconds (default: 60). Only tests that pass on the original count.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { resultsOf, type Results } from './tap.ts';

const FACES = ['dispatcher', 'fetch', 'agents', 'got'];

const separator = process.argv.indexOf('--', 2);
const own = process.argv.slice(2, separator === -1 ? undefined : separator);
const command = separator === -1 ? [] : process.argv.slice(separator + 1);
const { values, positionals } = parseArgs({
  args: own,
  options: {
    module: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    limit: { type: 'string', default: '60' },
  },
  allowPositionals: true,
});
const [face = '', folder = '', ...files] = positionals;
if (!FACES.includes(face) || files.length === 0) {
  throw new Error(`usage: run.ts <${FACES.join('|')}> <folder> [options] <test file>… [-- <command>…]`);
}
const cwd = resolve(folder);
const preload = resolve(import.meta.dirname, 'preload.ts');

/** Runs one file on one side, within the limit. */
function runFile(file: string, isOurs: boolean): Promise<Results> {
  const flags = ['--no-warnings', '--expose-gc'];
  if (isOurs) flags.push('--conditions=@sluice/source', `--import=${preload}`);
  const [name = '', ...args] =
    command.length > 0 ? command : [process.execPath, '--test-reporter=tap', '--test-timeout=20000'];
  const child = spawn(name, [...args, file], {
    cwd,
    // A separate process group, so that processes started by a test end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env,
      NODE_OPTIONS: flags.filter((flag) => flag !== '--expose-gc').join(' '),
      SUITE_FACE: face,
      // Modules are known by the paths that links lead to.
      SUITE_MODULE: values.module === undefined ? '' : realpathSync(resolve(cwd, values.module)),
    },
  });
  const timer = setTimeout(
    () => process.kill(-(child.pid as number), 'SIGKILL'),
    Number(values.limit) * 1000,
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((settle, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      settle(resultsOf(output));
    });
  });
}

let passed = 0;
let alike = 0;
const queue = [...files];

async function work(): Promise<void> {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    // oxlint-disable no-await-in-loop -- one side after the other
    const original = await runFile(file, false);
    const ours = await runFile(file, true);
    // oxlint-enable no-await-in-loop
    const counted = [...original].filter(([, ok]) => ok).map(([name]) => name);
    const failed = counted.filter((name) => ours.get(name) !== true);
    passed += counted.length;
    alike += counted.length - failed.length;
    console.log(`${file}: ${counted.length - failed.length} of ${counted.length}`);
    for (const name of failed) console.log(`  ${ours.has(name) ? 'fails' : 'no result'}: ${name}`);
  }
}

await Promise.all(Array.from({ length: Number(values.jobs) }, work));
console.log(`\n${alike} of the ${passed} tests that pass on the original pass with ours`);
