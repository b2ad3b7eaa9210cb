import { faceOf, type FaceName } from './plan/faces.ts';
import type { Shape } from './plan/run.ts';
import { startPair, type RunResult } from './runs.ts';
import type { Failure, Verdict } from './verdicts/failure.ts';

/** What healthy calls to make. */
export interface HealthyOptions {
  readonly faces: readonly FaceName[];
  /** Calls of each shape. */
  readonly calls: number;
  /** Only a few shapes of each kind. Default: false. */
  readonly short?: boolean | undefined;
  /** Takes what came of each run, while the soak goes on. */
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

/** The kinds of calls that are made, with every kind of connection. A chunked answer has no length over HTTP/2. */
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
  // A number that shares no divisor with those of the lists takes some of each.
  return short ? shapes.filter((shape, index) => index % 11 === 0 && isQuickToDial(shape)) : shapes;
}

/**
 * Whether the connections of a shape are open within a second on a busy machine. After that the pool lets a request dial
 * although another dial is under way that could serve it, and more connections than callers are no fault.
 */
function isQuickToDial({ listener, callers }: Shape): boolean {
  return callers < 200 || !listener.startsWith('tls');
}

/**
 * Makes calls that nothing goes wrong with: all of them must succeed, and no more connections may be opened than there
 * are calls under way at once. Resolves to the findings.
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
  if (opened > callers) fail('connections thrown away', `${opened} opened for ${callers} calls at once`);
  return { ...result, failures };
}
