// The mode `hostile`: calls with faults.
import { faceOf, type FaceName } from './plan/faces.ts';
import { startPair, type RunResult } from './runs.ts';
import type { Failure } from './verdicts/failure.ts';

/** The runs of a hostile soak. */
export interface HostileOptions {
  readonly seeds: readonly number[];
  readonly faces: readonly FaceName[];
  /** Names of configurations; each face uses those that it has. Default: all. */
  readonly configurations?: readonly string[] | undefined;
  /** Calls per face and seed, over all configurations. */
  readonly calls: number;
  /** The fault of every call that is not healthy. Default: all faults in turn. */
  readonly fault?: string | undefined;
  /** Makes only the call with this number. */
  readonly only?: number | undefined;
  /** Called with the result of each run. */
  readonly onRun?: ((result: RunResult) => void) | undefined;
}

/** Runs every face with every seed and configuration against an origin with faults. @returns the findings */
export async function soakHostile(options: HostileOptions): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const face of options.faces) failures.push(...(await soakFace(face, options)));
  return failures;
}

async function soakFace(face: FaceName, options: HostileOptions): Promise<readonly Failure[]> {
  const { seeds, configurations, calls, fault, only, onRun } = options;
  const chosen = faceOf(face).configurations.filter((one) => configurations?.includes(one) ?? true);
  const keys = seeds.flatMap((seed) => chosen.map((configuration) => ({ seed, face, configuration, fault })));
  const failures: Failure[] = [];
  await using pair = await startPair();
  for (const [id, key] of keys.entries()) {
    if (pair.hung) break;
    const result = await pair.carryOut({
      run: { id, ...key },
      calls: Math.ceil(calls / chosen.length),
      only,
    });
    failures.push(...result.failures);
    onRun?.(result);
  }
  return [...failures, ...(await pair.leave())];
}
