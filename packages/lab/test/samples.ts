import type { LabResult, Measurement, Row, ScenarioResult } from '../src/model.ts';

/** A measurement in which all went well, but for what is given. */
export function measurement(
  values: Partial<Measurement['values']> = {},
  rest: Partial<Omit<Measurement, 'values'>> = {},
): Measurement {
  return {
    client: 'sluice',
    finished: true,
    calls: 200,
    answered: 200,
    errors: {},
    samples: [],
    ...rest,
    values: {
      opened: 20,
      open: 0,
      peakInFlight: 10,
      requests: 200,
      time: 500,
      unanswered: 0,
      memory: 1_048_576,
      established: 0,
      closeWait: 0,
      timeWait: 0,
      wait: 40,
      ...values,
    },
  };
}

export function row(label: string, pass = true): Row {
  return {
    label,
    plain: measurement({ opened: 200 }, { client: 'fetch' }),
    sluice: measurement(),
    verdict: { pass, because: pass ? 'reused' : 'too many' },
    notes: [],
  };
}

export function result(...scenarios: Partial<ScenarioResult>[]): LabResult {
  return {
    node: 'v24.0.0',
    platform: 'linux x64',
    startedAt: '2026-01-02T03:04:05.678Z',
    ms: 61_000,
    scale: 1,
    tls: false,
    passed: 1,
    failed: 0,
    notTried: 0,
    scenarios: scenarios.map((scenario, index) => ({
      name: `scenario-${index}`,
      title: 'A title',
      about: 'What it is about.',
      code: { plain: 'await fetch(url);', sluice: 'await client.get(url);' },
      finding: 'What came out.',
      columns: ['opened', 'time'],
      bars: ['opened'],
      groups: [{ title: 'A group', rows: [row('a row')] }],
      ms: 1_000,
      ...scenario,
    })),
  };
}
