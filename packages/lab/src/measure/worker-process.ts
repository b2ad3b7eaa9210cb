// Controls the process of a client.
import { type ChildProcess, fork } from 'node:child_process';
import type { Progress } from '../workloads/tally.ts';
import type { FromWorker, Order } from './orders.ts';

/** The outcome of an order. */
export interface Outcome {
  /** False if it reached its time limit, or the process crashed. */
  readonly finished: boolean;
  /** Why the process crashed. */
  readonly broken?: string;
  readonly ms: number;
  readonly progress: Progress;
  /** How much the resident set of the process grew during the work, in bytes. */
  readonly memory: number;
}

/** The time limit for the start of a process, in ms. */
const START_LIMIT = 20_000;
const NOTHING: Progress = { answered: 0, errors: {}, wait: null };

// Compiled, the lab runs its .js files; from source, its .ts files.
const source = new URL('../worker.ts', import.meta.url);
const script = import.meta.url.endsWith('.ts') ? source : new URL('../worker.js', import.meta.url);

/** The process of a client. It must be ended, whatever the outcome of its work. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<string>;

  constructor() {
    const execArgv = [...process.execArgv, '--expose-gc'];
    this.#child = fork(script, { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let output = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
    this.#gone = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('close', (code, signal) => resolve(errorIn(output) ?? `exit ${code ?? signal}`));
    });
  }

  /**
   * Carries out an order within `limit` ms from its start. Only one at a time. Never rejects.
   * @param onBegin called at the start of the work
   */
  carryOut(order: Order, limit: number, onBegin: () => void): Promise<Outcome> {
    return new Promise((resolve) => {
      let memoryBefore = 0;
      let latest = { progress: NOTHING, memory: 0 };
      const end = (ms: number, how: Pick<Outcome, 'finished' | 'broken'>): void => {
        clearTimeout(timer);
        this.#child.off('message', onMessage);
        const { progress, memory } = latest;
        resolve({ ...how, ms, progress, memory: Math.max(0, memory - memoryBefore) });
      };
      const broken = (why: string): void =>
        end(0, { finished: false, broken: `its process crashed: ${why}` });
      const onMessage = (message: FromWorker): void => {
        if (message.kind === 'broken') broken(message.message);
        else if (message.kind === 'begin') {
          memoryBefore = message.memory;
          clearTimeout(timer);
          timer = setTimeout(() => end(limit, { finished: false }), limit);
          onBegin();
        } else {
          latest = message;
          if (message.kind === 'done') end(message.ms, { finished: true });
        }
      };
      let timer = setTimeout(() => broken('it did not start in time'), START_LIMIT);
      this.#child.on('message', onMessage);
      void this.#gone.then(broken);
      if (this.#child.connected) this.#child.send(order);
    });
  }

  /** Kills the process; resolves when it has exited. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }
}

/** The error in the output of a process: its line, and the next one if the error continues there. */
function errorIn(output: string): string | undefined {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const at = lines.findIndex((line) => /^\S*(Error|Exception)\b.*:/.test(line));
  const first = lines[at];
  return first?.endsWith(':') === true ? `${first} ${lines[at + 1]?.trim()}` : first;
}
