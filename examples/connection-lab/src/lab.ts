import { Crew } from './measure/crew.ts';
import { StateWatch } from './measure/state-watch.ts';
import { type Instruments, measure } from './measure/trial.ts';
import type { LabResult, Measurement, Row, ScenarioResult } from './model.ts';
import type { Progress } from './progress.ts';
import type { Comparison, Findings, Lab, Scenario } from './scenarios/scenario.ts';

/** After this time no scenario begins, so that the lab is done within two minutes, in ms. */
const TIME_LIMIT = 100_000;

/** Runs scenarios one after the other. Never rejects: one that cannot be tried here says why. */
export async function runLab(
  chosen: readonly Scenario[],
  scale: number,
  progress: Progress,
): Promise<LabResult> {
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const watch = new StateWatch();
  const results: ScenarioResult[] = [];
  progress.begin(chosen.reduce((sum, scenario) => sum + scenario.steps, 0));
  for (const scenario of chosen) {
    const inTime = performance.now() - began < TIME_LIMIT;
    const result = await runScenario(scenario, () =>
      inTime ? runWithCrew(scenario, scale, watch, progress) : Promise.reject(new Error('no time left')),
    );
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
    ms: Math.round(performance.now() - began),
    scenarios: results,
    passed,
    failed: rows.length - passed,
  };
}

async function runScenario(scenario: Scenario, run: () => Promise<Findings>): Promise<ScenarioResult> {
  const { name, title, about, columns, bars } = scenario;
  const began = performance.now();
  const told = { name, title, about, columns, bars };
  const ms = (): number => Math.round(performance.now() - began);
  try {
    const { groups, finding } = await run();
    return { ...told, finding, groups, ms: ms() };
  } catch (error) {
    const skipped = error instanceof Error ? error.message : String(error);
    return { ...told, finding: `Not tried: ${skipped}.`, groups: [], ms: ms(), skipped };
  }
}

async function runWithCrew(
  scenario: Scenario,
  scale: number,
  watch: StateWatch,
  progress: Progress,
): Promise<Findings> {
  const crew = new Crew();
  const size: Lab['size'] = (calls, least = 1) => Math.max(least, Math.round(calls * scale));
  const compare: Lab['compare'] = (comparison) =>
    compareClients(comparison, { watch, crew }, (text) => progress.step(`${scenario.name}: ${text}`)).finally(
      () => progress.stepDone(),
    );
  try {
    return await scenario.run({ size, compare });
  } finally {
    await crew.end();
  }
}

async function compareClients(
  comparison: Comparison,
  instruments: Instruments,
  tell: (text: string) => void,
): Promise<Row> {
  const { label } = comparison;
  const measured = (client: Comparison['plain']): Promise<Measurement> => {
    tell(`${label}: ${client.kind}`);
    return measure(comparison, client, (origin) => comparison.work(origin, client), instruments);
  };
  const plain = await measured(comparison.plain);
  const sluice = await measured(comparison.sluice);
  return { label, plain, sluice, verdict: comparison.judge(sluice) };
}
