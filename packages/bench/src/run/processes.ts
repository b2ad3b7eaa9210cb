// Starts modules of this package in separate processes.
import { startOriginProcess, type OriginProcess } from '@sluice/fixtures';

// Compiled, the processes run .js files; from source, .ts files.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/**
 * Starts a module of this package in a separate process.
 * @param module its path from `src`, without extension
 * @param flags further options of Node.js
 */
export function startProcess<Report>(
  module: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Promise<OriginProcess<Report>> {
  const execArgv = [
    ...flags,
    '--expose-gc',
    '--no-warnings',
    ...(extension === 'ts' ? ['--conditions=@sluice/source'] : []),
  ];
  return startOriginProcess<Report>(new URL(`../${module}.${extension}`, import.meta.url), {
    args,
    execArgv,
    // Long enough for a busy machine.
    readyTimeout: 120_000,
  });
}
