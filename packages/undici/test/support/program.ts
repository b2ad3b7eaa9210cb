// Programs in processes of their own, in which nothing is loaded yet.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What precedes every program. */
const PRELUDE = `
  import { createRequire, registerHooks } from 'node:module';
  import { createClient, isNetworkError } from '@sluice/core';
  import { createAgentRegistry, poolOf, processHolders } from '@sluice/pool';
  import { undiciTransport } from '@sluice/undici';
  const [, url] = process.argv;
  const registry = createAgentRegistry();
  const client = createClient({ transport: undiciTransport({ registry }) });
  const report = (value) => console.log(JSON.stringify(value));
  const failureOf = (promise) => promise.then(() => 'no error', (error) => error);
  const filesOfUndici = () => Object.keys(createRequire(import.meta.url).cache)
    .map((file) => file.split(/\\/undici\\//)[1]).filter((file) => file !== undefined && !file.startsWith('src/'));
`;

/**
 * Runs a module in a new process, which stops at its first unhandled rejection.
 * @param program has `url`, a client of its own `registry`, and `report()`
 * @returns what it reported
 */
export async function reportOf(program: string, url = '', limit?: string): Promise<unknown> {
  const node = [
    process.execPath,
    '--conditions=@sluice/source',
    '--no-warnings',
    '--input-type=module',
    '-e',
    PRELUDE + program,
    url,
  ];
  // A shell sets the limits of a process.
  const [file = '', ...args] =
    limit === undefined ? node : ['sh', '-c', `${limit}; exec "$@"`, 'sh', ...node];
  const { stdout } = await promisify(execFile)(file, args, { cwd: import.meta.dirname, timeout: 60_000 });
  return JSON.parse(stdout) as unknown;
}
