// Installs the pinned toolchain, which includes its own Node, and runs a script with that Node. Itself it runs on the
// installed Node (18 or newer, see check-node.cjs), without dependencies:
//
//   node scripts/bootstrap.mjs start [args of the lab]    npm start -- [args]
//   node scripts/bootstrap.mjs test [names of checks]     npm test -- [names]
//   node scripts/bootstrap.mjs example <folder> [args]    npm start, in the folder of an example
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const commands = { start: 'start.ts', test: 'verify.ts', example: 'example.ts' };

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { pnpm } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies;
const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';
const pinnedNode = windows ? join(root, 'node_modules', 'node', 'bin', 'node.exe') : join(bin, 'node');

const [command, ...args] = process.argv.slice(2);
const script = commands[command];
if (!script) {
  fail(`Usage: node scripts/bootstrap.mjs ${Object.keys(commands).join('|')} [args]`);
}

const env = cleanEnvironment();
await install();
const path = `${bin}${delimiter}${env.PATH ?? ''}`;
const done = await run(pinnedNode, [join(root, 'scripts', script), ...args], { env: { ...env, PATH: path } });
process.exitCode = done.code;

/** The environment without npm's settings (`npm_*`), except those that pnpm needs to reach the registry. */
function cleanEnvironment() {
  const kept = /^npm_config_(registry|.*proxy|cafile|ca|cache|userconfig|globalconfig|strict_ssl|fetch_.*)$/i;
  const clean = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (/^npm_/i.test(name) && !kept.test(name)) continue;
    if (name === 'INIT_CWD' || name === 'NODE_OPTIONS') continue;
    clean[windows && name.toUpperCase() === 'PATH' ? 'PATH' : name] = value;
  }
  return clean;
}

async function install() {
  const started = Date.now();
  if (!existsSync(pinnedNode)) report(`Installing the toolchain with pnpm ${pnpm} ...`);
  // The first run downloads pnpm through npx. Later runs use the pnpm of the workspace, which checks the installation
  // without the network.
  const own = join(bin, windows ? 'pnpm.cmd' : 'pnpm');
  const [file, ...first] = existsSync(own) ? [own] : ['npx', '-y', `pnpm@${pnpm}`];
  const installed = await run(file, [...first, 'install', '--frozen-lockfile'], {
    env: {
      npm_config_fetch_retry_mintimeout: '1000',
      npm_config_fetch_retry_maxtimeout: '5000',
      ...env,
      CI: '1',
    },
    shell: windows,
    capture: true,
  });
  if (installed.code === 0 && existsSync(pinnedNode)) {
    report(`ok    install (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return;
  }
  process.stderr.write(installed.output);
  const unreachable =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|META_FETCH|error sending request/i;
  fail(
    unreachable.test(installed.output)
      ? 'The npm registry cannot be reached, so the pinned toolchain cannot be installed. Check the network, a\n' +
          'proxy (HTTPS_PROXY) or a registry set in .npmrc (`npm config get registry`), then try again.'
      : 'Installing the pinned toolchain failed; see the output of pnpm above.',
  );
}

/** Prints a line: on stderr for the lab and for examples, whose standard output programs may read (`--json`). */
function report(line) {
  if (command === 'test') console.log(line);
  else console.error(line);
}

function run(file, argv, { env: environment, shell = false, capture = false }) {
  return new Promise((resolve) => {
    const stdio = capture ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(file, argv, { cwd: root, env: environment, shell, stdio });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: `${output}${file}: ${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
    // The child receives the interrupt too (same process group). This process stays alive to report the exit code.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
  });
}

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}
