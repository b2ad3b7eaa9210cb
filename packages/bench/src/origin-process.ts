import { fork, type ChildProcess } from 'node:child_process';

/** The plain origin in a process of its own. */
export interface OriginProcess {
  readonly port: number;
  /** Connections opened since this was last asked. */
  connections(): Promise<number>;
  close(): void;
}

/** Starts it. @param hosts addresses it listens on, counting up from 127.0.0.1 */
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
