// The mode `healthy`: calls without faults.
import { faceOf, type FaceName } from './plan/faces.ts';
import type { Shape } from './plan/run.ts';
import { startPair, type RunResult } from './runs.ts';
import type { Failure, Verdict } from './verdicts/failure.ts';

/** What healthy calls to make. */
export interface HealthyOptions {
  readonly faces: readonly FaceName[];
  /** Calls per shape. */
  readonly calls: number;
  /** Whether only a selection of the shapes is used. Default: false. */
  readonly short?: boolean | undefined;
  /** Called with the result of each run. */
  readonly onRun?: ((result: RunResult) => void) | undefined;
}

type Body = Pick<Shape, 'method' | 'upload' | 'kind' | 'answer' | 'framing'>;

const BODIES: readonly Body[] = [
  { method: 'GET', answer: 3_000, framing: 'chunked' },
  { method: 'PUT', upload: 3_000, framing: 'chunked' },
  { method: 'POST', upload: 1_024, framing: 'length' },
  { method: 'GET', answer: 100_000, framing: 'chunked' },
  { method: 'PUT', upload: 65_536, framing: 'length' },
  { method: 'POST', upload: 65_536, kind: 'factory', framing: 'chunked' },
  { method: 'PUT', upload: 1_048_576, framing: 'length' },
];
const CALLERS = [1, 20, 200];

/** The shapes of the calls, for every kind of connection. Over HTTP/2, a chunked response is one without a length. */
function shapesOf(face: FaceName, short: boolean): readonly Shape[] {
  const { http2, uploads } = faceOf(face);
  const listeners: Shape['listener'][] = ['plain', 'tls12', 'tls13'];
  if (http2) listeners.push('h2');
  const bodies = BODIES.filter(({ kind }) => kind === undefined || uploads.includes(kind));
  const shapes = listeners.flatMap((listener) =>
    CALLERS.flatMap((callers) =>
      bodies.flatMap((body) => [0, 5].map((delay): Shape => ({ listener, callers, delay, ...body }))),
    ),
  );
  // 11 has no common divisor with the lengths of the lists, so that some of each are taken.
  return short ? shapes.filter((shape, index) => index % 11 === 0 && isQuickToDial(shape)) : shapes;
}

/**
 * Whether the connections of a shape are dialed within a second on a busy machine. After a second, the pool dials for a
 * request although a pending dial could serve it, so that more connections than callers are not a finding.
 */
function isQuickToDial({ listener, callers }: Shape): boolean {
  return callers === 1 || !listener.startsWith('tls');
}

/**
 * Makes calls without faults: all must succeed, and no more connections may be opened than there are concurrent calls.
 * @returns the findings
 */
export async function soakHealthy({
  faces,
  calls,
  short = false,
  onRun,
}: HealthyOptions): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const face of faces) {
    await using pair = await startPair();
    for (const [id, shape] of shapesOf(face, short).entries()) {
      if (pair.hung) break;
      const run = { id, seed: 0, face, configuration: 'steady', shape };
      const result = judged(await pair.carryOut({ run, calls: Math.max(calls, 2 * shape.callers) }), shape);
      failures.push(...result.failures);
      onRun?.(result);
    }
    failures.push(...(await pair.leave()));
  }
  return failures;
}

function judged(result: RunResult, { listener, callers }: Shape): RunResult {
  const { run, client, origin } = result;
  const failures = [...result.failures];
  const fail = (verdict: Verdict, detail: string): void => void failures.push({ verdict, run, detail });
  const lost = Object.entries(client.outcomes).filter(([outcome]) => outcome !== 'status 200');
  for (const [outcome, count] of lost) fail('call failed', `${count} x ${outcome}`);
  const opened = origin.opened[listener] ?? 0;
  if (opened > callers) fail('connections wasted', `${opened} opened for ${callers} calls at once`);
  return { ...result, failures };
}
