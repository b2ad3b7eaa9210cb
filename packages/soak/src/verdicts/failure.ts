// A finding of the soak, and its description.
import type { RunKey, Shape } from '../plan/run.ts';

/** The kinds of findings. */
export type Verdict =
  | 'wrong body'
  | 'wrong upload'
  | 'needless failure'
  | 'foreign error'
  | 'stuck call'
  | 'late call'
  | 'duplicate'
  | 'malformed request'
  | 'limit overrun'
  | 'socket left'
  | 'resource left'
  | 'memory left'
  | 'uncaught error'
  | 'no exit'
  | 'connections wasted'
  | 'call failed'
  | 'calls lost';

/** A finding. Plain data, since it is sent between processes. */
export interface Failure {
  readonly verdict: Verdict;
  readonly run: RunKey;
  /** The number of its call; undefined if it concerns no particular call. */
  readonly number?: number | undefined;
  readonly fault?: string | undefined;
  readonly detail: string;
}

/** Describes a finding in one line, followed by the command that repeats its call. */
export function describeFailure({ verdict, run, number, fault, detail }: Failure): string {
  const { seed, face, configuration, fault: alone, shape } = run;
  if (shape !== undefined) return `${verdict.toUpperCase()}: ${face}, ${describeShape(shape)}: ${detail}`;
  const call = number === undefined ? '' : `, call ${number} (${fault ?? 'none'})`;
  const only = number === undefined ? '' : ` --only ${number}`;
  const same = alone === undefined ? '' : ` --fault ${alone}`;
  const again = `npx pnpm soak -- --seed ${seed} --face ${face} --configuration ${configuration}${same}${only}`;
  return `${verdict.toUpperCase()}: ${face}, ${configuration}, seed ${seed}${call}: ${detail}\n    ${again}`;
}

/** Describes the shape of a run's calls in one line. */
export function describeShape({
  listener,
  callers,
  method,
  upload,
  kind,
  answer,
  framing,
  delay,
  fault,
}: Shape): string {
  const up = upload === undefined ? '' : ` ${upload} bytes up${kind === undefined ? '' : ` (${kind})`}`;
  const down = answer === undefined ? 'echoed' : `${answer} bytes down`;
  const extra = fault === undefined ? '' : `, ${fault}`;
  return `${listener}, ${callers} callers, ${method}${up}, ${down} (${framing}), answered after ${delay} ms${extra}`;
}
