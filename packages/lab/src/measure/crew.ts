// Reuses the processes of clients.
import type { ClientSpec } from '../clients/client.ts';
import { WorkerProcess } from './worker-process.ts';

/** Idle processes by kind of client, for further work. */
export class Crew {
  readonly #idle = new Map<ClientSpec['kind'], WorkerProcess[]>();

  /** An idle process, or a new one. */
  take(kind: ClientSpec['kind']): WorkerProcess {
    return this.#idle.get(kind)?.pop() ?? new WorkerProcess();
  }

  /** Returns a process that can do further work. */
  giveBack(kind: ClientSpec['kind'], worker: WorkerProcess): void {
    const idle = this.#idle.get(kind);
    if (idle === undefined) this.#idle.set(kind, [worker]);
    else idle.push(worker);
  }

  /** Ends the idle processes. */
  async end(): Promise<void> {
    const all = [...this.#idle.values()].flat();
    this.#idle.clear();
    await Promise.all(all.map((worker) => worker.end()));
  }
}
