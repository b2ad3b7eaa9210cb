// Starts the origin of the benchmarks in its own process.
import { fork, type ChildProcess } from 'node:child_process';

/** The origin in its own process. */
export interface OriginProcess {
  readonly port: number;
  /** Number of connections opened since the last call of this method. */
  connections(): Promise<number>;
  close(): void;
}

/** Starts the origin. @param hosts number of addresses to listen on, counting up from 127.0.0.1 */
export async function startOrigin(hosts = 1): Promise<OriginProcess> {
  const child = fork(new URL('./origin.js', import.meta.url), [String(hosts)]);
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
