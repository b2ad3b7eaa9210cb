// The command line of the lab.
import { parseArgs } from 'node:util';

/** The settings from the command line. */
export interface Settings {
  /** Names of the scenarios to run; empty: all. */
  readonly only: readonly string[];
  readonly json: boolean;
  /** The path of the HTML report. Default: a temporary file; with `json`, no report. */
  readonly report: string | undefined;
  /** Multiplies the number of calls. */
  readonly scale: number;
  /** Whether every scenario that supports TLS uses it. */
  readonly tls: boolean;
  /** The transport of Sluice. Default: its default transport. */
  readonly transport: 'got' | undefined;
}

/** The result of parsing the command line: settings, or a text to print. */
export type Request =
  | { readonly kind: 'run'; readonly settings: Settings }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly text: string };

/** The name of a scenario, for the command line, and its title, for the help. */
export interface Named {
  readonly name: string;
  readonly title: string;
}

/** Parses the command line. Never throws. */
export function parseArguments(argv: readonly string[], scenarios: readonly Named[]): Request {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        only: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        report: { type: 'string' },
        scale: { type: 'string', default: '1' },
        tls: { type: 'boolean', default: false },
        transport: { type: 'string', default: 'default' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    return wrong(first);
  }
  if (values.help) return { kind: 'help', text: help(scenarios) };
  const only = values.only.flatMap((list) => list.split(',')).map((name) => name.trim());
  const unknown = only.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined)
    return wrong(`There is no scenario '${unknown}'. There are:\n${list(scenarios)}`);
  const scale = Number(values.scale);
  if (!(scale >= 0.01 && scale <= 1))
    return wrong(`--scale must be a number from 0.01 to 1, not '${values.scale}'`);
  const { transport } = values;
  if (transport !== 'default' && transport !== 'got')
    return wrong(`--transport must be default or got, not '${transport}'`);
  if (values.report === '') return wrong('--report must be a path');
  return {
    kind: 'run',
    settings: {
      only,
      json: values.json,
      report: values.report,
      scale,
      tls: values.tls,
      transport: transport === 'got' ? 'got' : undefined,
    },
  };
}

function wrong(message: string): Request {
  return { kind: 'wrong', text: `${message}\n\nTry --help.\n` };
}

function list(scenarios: readonly Named[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`).join('\n');
}

function help(scenarios: readonly Named[]): string {
  return `The connection lab: what happens to connections when calls meet faults, first with a plain client, then
with Sluice. Everything runs on loopback.

  --only <scenario>   run only this scenario; repeatable, or a list with commas
  --report <path>     the path of the HTML report (default: a new temporary file)
  --json              print only the result as JSON; a report is written only with --report
  --scale <number>    multiply the number of calls (0.01 to 1), for a quick look; verdicts are meant for 1
  --tls               use TLS in every scenario that supports it
  --transport <name>  the transport of Sluice: default or got
  --help              print this help

The exit code is 1 if a verdict on Sluice is FAIL, 2 if the arguments are invalid.

Scenarios:
${list(scenarios)}
`;
}
