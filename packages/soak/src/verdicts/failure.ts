import type { RunKey, Shape } from '../plan/run.ts';

/** What a soak may find. */
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
  | 'connections thrown away'
  | 'call failed'
  | 'calls lost';

/** One finding. Plain data, since it travels between processes. */
export interface Failure {
  readonly verdict: Verdict;
  readonly run: RunKey;
  /** The call it is about; undefined when it is about none in particular. */
  readonly number?: number | undefined;
  readonly fault?: string | undefined;
  readonly detail: string;
}

/** What a failure is about, in a line, and the command that makes the call again, alone. */
export function describeFailure({ verdict, run, number, fault, detail }: Failure): string {
  const { seed, face, configuration, fault: alone, shape } = run;
  if (shape !== undefined) return `${verdict.toUpperCase()}: ${face}, ${describeShape(shape)}: ${detail}`;
  const call = number === undefined ? '' : `, call ${number} (${fault ?? 'none'})`;
  const only = number === undefined ? '' : ` --only ${number}`;
  const same = alone === undefined ? '' : ` --fault ${alone}`;
  const again = `npx pnpm soak -- --seed ${seed} --face ${face} --configuration ${configuration}${same}${only}`;
  return `${verdict.toUpperCase()}: ${face}, ${configuration}, seed ${seed}${call}: ${detail}\n    ${again}`;
}

/** What the calls of a run have in common, in a line. */
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
