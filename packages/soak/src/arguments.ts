// The command line of the soak.
import { parseArgs } from 'node:util';
import { faultName, faultOf, faults } from './faults/index.ts';
import { configurations } from './plan/configurations.ts';
import { faces, type FaceName } from './plan/faces.ts';

/** The modes of a soak. */
export type Mode = 'hostile' | 'healthy' | 'closing';

/** The settings from the command line. */
export interface Settings {
  readonly mode: Mode;
  readonly seeds: readonly number[];
  readonly faces: readonly FaceName[];
  readonly configurations: readonly string[] | undefined;
  readonly calls: number;
  readonly fault: string | undefined;
  readonly only: number | undefined;
  /** The most findings printed per run. */
  readonly show: number;
}

/** The result of parsing the command line: settings, or a text to print. */
export type Command =
  | { readonly kind: 'run'; readonly settings: Settings }
  | { readonly kind: 'help' | 'wrong'; readonly text: string };

const MODES: Readonly<Record<Mode, { readonly about: string; readonly calls: number }>> = {
  hostile: { about: 'faults chosen by the seed, judged by client and server', calls: 10_000 },
  healthy: {
    about: 'no faults: every call succeeds, and no needless connection is opened',
    calls: 400,
  },
  closing: {
    about: 'a server that closes after each response: no more POSTs are lost than with undici',
    calls: 300,
  },
};

const HELP = `The soak: every face of Sluice against an origin in its own process.

  pnpm soak -- [mode] [options]

Modes:
${Object.entries(MODES)
  .map(([mode, { about, calls }]) => `  ${mode.padEnd(10)} ${about} (--calls ${calls})`)
  .join('\n')}

Options:
  --seed <number>           determines the faults of the calls; repeatable (default: 1)
  --calls <number>          hostile: calls per face and seed; otherwise per kind of call
  --face <name>             ${faces.map(({ name }) => name).join(', ')}; repeatable (default: all)
  --configuration <name>    ${configurations.map(({ name }) => name).join(', ')};
                            repeatable (default: all)
  --fault <name>            the fault of every call that is not healthy (default: all in turn)
  --only <number>           makes only the call with this number
  --show <number>           the most findings printed per run (default: 20)
  --help                    prints this help

The exit code is 1 if anything was found, 2 if the arguments are invalid.
`;

/** Parses the command line. Never throws. */
export function parseCommand(argv: readonly string[]): Command {
  let parsed;
  try {
    parsed = parseArgs({
      args: argv.filter((one) => one !== '--'),
      allowPositionals: true,
      options: {
        seed: { type: 'string', multiple: true, default: ['1'] },
        calls: { type: 'string' },
        face: { type: 'string', multiple: true, default: faces.map(({ name }) => name) },
        configuration: { type: 'string', multiple: true },
        fault: { type: 'string' },
        only: { type: 'string' },
        show: { type: 'string', default: '20' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help', text: HELP };
  const [mode = 'hostile', ...rest] = positionals;
  if (!isMode(mode) || rest.length > 0) return wrong(`unknown mode '${positionals.join(' ')}'`);
  const seeds = values.seed.map(Number);
  const calls = values.calls === undefined ? MODES[mode].calls : Number(values.calls);
  const only = values.only === undefined ? undefined : Number(values.only);
  const show = Number(values.show);
  if (![...seeds, calls, only ?? 0, show].every((number) => Number.isSafeInteger(number) && number >= 0))
    return wrong('--seed, --calls, --only and --show must be integers of at least 0');
  const { face: named, configuration, fault } = values;
  const unknown =
    named.find((name) => !faces.some((face) => face.name === name)) ??
    configuration?.find((name) => !configurations.some((one) => one.name === name));
  if (unknown !== undefined) return wrong(`unknown face or configuration '${unknown}'`);
  if (fault !== undefined && faultOf(fault) === undefined)
    return wrong(`unknown fault '${fault}'; known:\n${faults.map(faultName).join('\n')}`);
  const chosen = named as FaceName[];
  return {
    kind: 'run',
    settings: { mode, seeds, faces: chosen, configurations: configuration, calls, fault, only, show },
  };
}

function isMode(name: string): name is Mode {
  return Object.hasOwn(MODES, name);
}

function wrong(message: string): Command {
  return { kind: 'wrong', text: `${message}\n\n${HELP}` };
}
