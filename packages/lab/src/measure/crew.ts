import type { ClientSpec } from '../clients/client.ts';
import { WorkerProcess } from './worker-process.ts';

/** Processes that can do more than one piece of work with the same kind of client. */
export class Crew {
  readonly #idle = new Map<ClientSpec['kind'], WorkerProcess[]>();

  /** One that is free, or a new one. */
  take(kind: ClientSpec['kind']): WorkerProcess {
    return this.#idle.get(kind)?.pop() ?? new WorkerProcess();
  }

  /** Gives one back that is fit for more. */
  giveBack(kind: ClientSpec['kind'], worker: WorkerProcess): void {
    const idle = this.#idle.get(kind);
    if (idle === undefined) this.#idle.set(kind, [worker]);
    else idle.push(worker);
  }

  /** Ends those that are free. */
  async end(): Promise<void> {
    const all = [...this.#idle.values()].flat();
    this.#idle.clear();
    await Promise.all(all.map((worker) => worker.end()));
  }
}
