// Runs scenarios one after another, within time limits.
import { createFaultOrigin } from '@sluice/fixtures';
import type { Settings } from './arguments.ts';
import { Crew } from './measure/crew.ts';
import { StateWatch } from './measure/state-watch.ts';
import { type Instruments, measure } from './measure/trial.ts';
import type { LabResult, Measurement, Row, ScenarioResult } from './model.ts';
import { notesOn } from './notes.ts';
import type { Progress } from './progress.ts';
import type { Comparison, Findings, Lab, Scenario } from './scenarios/scenario.ts';

/** The time limits of the lab, in ms from its start. */
export interface Bounds {
  /** After this time, no comparison begins. */
  readonly begin: number;
  /** At this time, a client that is still working is ended. */
  readonly end: number;
}

/** Limits that end the lab within two minutes, even on a busy machine. */
const BOUNDS: Bounds = { begin: 100_000, end: 110_000 };

/** How to run the scenarios. */
export interface LabOptions extends Pick<Settings, 'scale' | 'transport'> {
  readonly progress: Progress;
  /** Default: false. */
  readonly tls?: boolean;
  /** Default: two minutes in total. */
  readonly bounds?: Bounds;
}

/** Runs scenarios one after another. Never rejects: a scenario that cannot be run here has the reason in its result. */
export async function runLab(chosen: readonly Scenario[], options: LabOptions): Promise<LabResult> {
  const { scale, progress, bounds = BOUNDS, transport, tls = false } = options;
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const watch = new StateWatch();
  const results: ScenarioResult[] = [];
  progress.begin(chosen.reduce((sum, scenario) => sum + scenario.steps, 0));
  const tools = { watch, progress, bounds, transport, tls, elapsed: () => performance.now() - began };
  for (const scenario of chosen) {
    const result = await runScenario(scenario, () => runWithCrew(scenario, scale, tools));
    progress.scenarioDone(result);
    results.push(result);
  }
  progress.end();
  const rows = results.flatMap((result) => result.groups.flatMap((group) => group.rows));
  const passed = rows.filter((row) => row.verdict.pass).length;
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    startedAt,
    scale,
    tls,
    ms: Math.round(performance.now() - began),
    scenarios: results,
    passed,
    failed: rows.length - passed,
    notTried: results.filter(({ skipped }) => skipped !== undefined).length,
  };
}

async function runScenario(scenario: Scenario, run: () => Promise<Findings>): Promise<ScenarioResult> {
  const { name, title, about, code, columns, bars } = scenario;
  const began = performance.now();
  const description = { name, title, about, code, columns, bars };
  const ms = (): number => Math.round(performance.now() - began);
  try {
    const { groups, finding } = await run();
    return { ...description, finding, groups, ms: ms() };
  } catch (error) {
    const skipped = error instanceof Error ? error.message : String(error);
    return { ...description, finding: `Not tried: ${skipped}.`, groups: [], ms: ms(), skipped };
  }
}

/** The common parts of the scenarios of a run. */
interface Tools {
  readonly watch: StateWatch;
  readonly progress: Progress;
  readonly bounds: Bounds;
  readonly transport: Settings['transport'];
  readonly tls: boolean;
  /** The time since the start of the lab, in ms. */
  readonly elapsed: () => number;
}

async function runWithCrew(scenario: Scenario, scale: number, tools: Tools): Promise<Findings> {
  const { progress } = tools;
  const crew = new Crew();
  const underWay: Promise<Row>[] = [];
  const size: Lab['size'] = (calls, least = 1) => Math.max(least, Math.round(calls * scale));
  const { overTls } = scenario;
  const tls = overTls === 'always' || (overTls === 'on request' && tools.tls);
  const origin: Lab['origin'] = (options) => createFaultOrigin({ tls, ...options });
  const compare: Lab['compare'] = (comparison) => {
    const row = compareClients(comparison, { ...tools, crew }, (text) =>
      progress.step(`${scenario.name}: ${text}`),
    ).finally(() => progress.stepDone());
    underWay.push(row);
    return row;
  };
  try {
    return await scenario.run({ size, compare, origin });
  } finally {
    // If one comparison fails, others may still use processes of the crew.
    await Promise.allSettled(underWay);
    await crew.end();
  }
}

async function compareClients(
  comparison: Comparison,
  { bounds, elapsed, transport, watch, crew }: Tools & Instruments,
  report: (step: string) => void,
): Promise<Row> {
  if (elapsed() >= bounds.begin) throw new Error('no time left');
  const { label } = comparison;
  const measured = async (client: Comparison['plain']): Promise<Measurement> => {
    report(`${label}: ${client.kind}`);
    const limit = Math.min(comparison.limit, Math.max(1, bounds.end - elapsed()));
    const trial = { ...comparison, limit };
    const result = await measure(trial, client, (origin) => comparison.work(origin, client), { watch, crew });
    if (!result.finished && result.broken === undefined && limit < comparison.limit)
      throw new Error('no time left');
    return result;
  };
  const plain = await measured(comparison.plain);
  const sluice = await measured({ ...comparison.sluice, ...(transport !== undefined && { transport }) });
  const notes = notesOn(plain, sluice, comparison.reasons);
  return { label, plain, sluice, verdict: comparison.judge(sluice), notes };
}
