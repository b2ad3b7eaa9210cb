import { measure } from './measure/trial.ts';
import { StateWatch } from './measure/state-watch.ts';
import type { LabResult, Row, ScenarioResult } from './model.ts';
import type { Progress } from './progress.ts';
import type { Lab, Scenario } from './scenarios/scenario.ts';

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
    const result = await runScenario(scenario, makeLab(scenario, scale, watch, progress));
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

function makeLab(scenario: Scenario, scale: number, watch: StateWatch, progress: Progress): Lab {
  return {
    size: (calls, least = 1) => Math.max(least, Math.round(calls * scale)),
    async compare(comparison): Promise<Row> {
      const { label, plain, sluice } = comparison;
      const work = (client: typeof plain): Parameters<typeof measure>[2] => {
        progress.step(`${scenario.name}: ${label}: ${client.kind}`);
        return (origin) => comparison.work(origin, client);
      };
      const plainly = await measure(comparison, plain, work(plain), watch);
      const withSluice = await measure(comparison, sluice, work(sluice), watch);
      progress.stepDone();
      return { label, plain: plainly, sluice: withSluice, verdict: comparison.judge(withSluice) };
    },
  };
}

async function runScenario(scenario: Scenario, lab: Lab): Promise<ScenarioResult> {
  const { name, title, about, columns, bars } = scenario;
  const began = performance.now();
  const told = { name, title, about, columns, bars };
  try {
    const { groups, finding } = await scenario.run(lab);
    return { ...told, finding, groups, ms: Math.round(performance.now() - began) };
  } catch (error) {
    const skipped = error instanceof Error ? error.message : String(error);
    const ms = Math.round(performance.now() - began);
    return { ...told, finding: `Not tried here: ${skipped}`, groups: [], ms, skipped };
  }
}
