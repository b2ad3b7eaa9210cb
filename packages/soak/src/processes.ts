// The child processes of a soak.
import { startOriginProcess, type OriginProcess } from '@sluice/fixtures';

// Compiled, the processes run .js files; from source, .ts files.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const execArgv = [
  '--expose-gc',
  '--no-warnings',
  ...(extension === 'ts' ? ['--conditions=@sluice/source'] : []),
];

/** How long a process may take to exit, in ms. */
const LEAVE_LIMIT = 5_000;

/** Starts a module of this package in a child process. @param module its path from `src`, without extension */
export function startProcess<Report>(
  module: string,
  args: readonly string[] = [],
): Promise<OriginProcess<Report>> {
  return startOriginProcess<Report>(new URL(`${module}.${extension}`, import.meta.url), { args, execArgv });
}

/**
 * Lets a process exit.
 * @returns a description of what went wrong; undefined if it exited with code 0 in time
 */
export async function leave(child: OriginProcess, question: unknown): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(
      () => resolve(`the process did not exit within ${LEAVE_LIMIT} ms after its work`),
      LEAVE_LIMIT,
    );
  });
  const left = child.ask(question).then(
    () => 'the process replied instead of exiting',
    (error: Error) => (error.message.endsWith('ended with code 0') ? undefined : error.message),
  );
  const wrong = await Promise.race([left, late]);
  clearTimeout(timer);
  return wrong;
}
