// Starts the origin of the benchmarks in its own process.
import { fork, type ChildProcess } from 'node:child_process';

/** The origin in its own process. */
export interface OriginProcess {
  readonly port: number;
  /** Number of connections opened since the last call of this method. */
  connections(): Promise<number>;
  close(): void;
}

// From source, as in tests, the process runs a .ts file.
const fromSource = import.meta.url.endsWith('.ts');
const module = new URL(fromSource ? './origin.ts' : './origin.js', import.meta.url);
const execArgv = fromSource ? ['--no-warnings', '--conditions=@sluice/source'] : [];

/**
 * Starts the origin.
 * @param hosts number of addresses to listen on, counting up from 127.0.0.1
 * @param secure whether it speaks TLS, as `localhost` with the certificate of the fixtures. Default: false
 */
export async function startOrigin(hosts = 1, secure = false): Promise<OriginProcess> {
  const child = fork(module, [String(hosts), secure ? 'tls' : 'plain'], { execArgv });
  const { port } = await answerOf(child);
  return {
    port: port as number,
    async connections() {
      const answer = answerOf(child);
      child.send('count');
      return (await answer).connections as number;
    },
    close: () => child.disconnect(),
  };
}

function answerOf(child: ChildProcess): Promise<{ port?: number; connections?: number }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('message', (message) => {
      child.off('error', reject);
      resolve(message as { port?: number; connections?: number });
    });
  });
}
