// The mode `closing`: POSTs to a server that closes its connections, compared with undici.
import type { FaceName } from './plan/faces.ts';
import type { Shape } from './plan/run.ts';
import { startPair, type RunResult } from './runs.ts';
import type { Failure } from './verdicts/failure.ts';

/** What to compare with undici. */
export interface ClosingOptions {
  readonly faces: readonly FaceName[];
  /** Calls of each kind. */
  readonly calls: number;
  /** Called with the result of each run. */
  readonly onRun?: ((result: RunResult) => void) | undefined;
}

const FAULTS = ['http1/close-at-once', 'http1/close-soon'];
const LISTENERS: readonly Shape['listener'][] = ['plain', 'tls13'];

/** The share of calls by which two clients can differ by chance. */
const CHANCE = 0.06;

/**
 * Makes POSTs one after another to a server that closes its connection after each response without announcing it, with our
 * faces and with undici. A face that loses more POSTs than undici is a finding. @returns the findings
 */
export async function compareClosing({ faces, calls, onRun }: ClosingOptions): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  let id = 0;
  await using pair = await startPair();
  for (const fault of FAULTS) {
    for (const listener of LISTENERS) {
      const shape: Shape = {
        listener,
        callers: 1,
        method: 'POST',
        upload: 100,
        answer: 100,
        framing: 'length',
        delay: 0,
        fault,
      };
      const lostBy = async (
        face: FaceName,
      ): Promise<{ readonly lost: number; readonly result: RunResult }> => {
        const run = { id: id++, seed: 0, face, configuration: 'steady', shape };
        const result = await pair.carryOut({ run, calls });
        return { lost: calls - (result.client.outcomes['status 200'] ?? 0), result };
      };
      const peer = await lostBy('undici');
      onRun?.(peer.result);
      for (const face of faces) {
        const { lost, result } = await lostBy(face);
        const found = [...result.failures];
        if (lost > peer.lost + CHANCE * calls) {
          const detail = `${lost} of ${calls} POSTs lost to a server that closes (${fault}, ${listener}), by undici ${peer.lost}`;
          found.push({ verdict: 'calls lost', run: result.run, detail });
        }
        failures.push(...found);
        onRun?.({ ...result, failures: found });
      }
    }
  }
  return [...failures, ...(await pair.leave())];
}
