import { parseArgs } from 'node:util';
import { faultName, faultOf, faults } from './faults/index.ts';
import { configurations } from './plan/configurations.ts';
import { faces, type FaceName } from './plan/faces.ts';

/** Kinds of soaks. */
export type Mode = 'hostile' | 'healthy' | 'closing';

/** What the soak was asked to do. */
export interface Settings {
  readonly mode: Mode;
  readonly seeds: readonly number[];
  readonly faces: readonly FaceName[];
  readonly configurations: readonly string[] | undefined;
  readonly calls: number;
  readonly fault: string | undefined;
  readonly only: number | undefined;
  /** Findings of a run that are printed. */
  readonly show: number;
}

export type Command =
  | { readonly kind: 'run'; readonly settings: Settings }
  | { readonly kind: 'help' | 'wrong'; readonly text: string };

const MODES: Readonly<Record<Mode, { readonly about: string; readonly calls: number }>> = {
  hostile: { about: 'faults chosen by seed, judged at both ends', calls: 10_000 },
  healthy: {
    about: 'nothing goes wrong: every call succeeds, and no connection is opened in vain',
    calls: 400,
  },
  closing: {
    about: 'a server that closes after each answer: no more POSTs are lost than with undici',
    calls: 300,
  },
};

const HELP = `The soak: every face of Sluice against an origin in a process of its own.

  pnpm soak -- [mode] [options]

Modes:
${Object.entries(MODES)
  .map(([mode, { about, calls }]) => `  ${mode.padEnd(10)} ${about} (--calls ${calls})`)
  .join('\n')}

Options:
  --seed <number>           which faults meet which calls; can be given again (default: 1)
  --calls <number>          hostile: calls of each face with each seed; else of each kind of call
  --face <name>             ${faces.map(({ name }) => name).join(', ')}; can be given again (default: all)
  --configuration <name>    ${configurations.map(({ name }) => name).join(', ')};
                            can be given again (default: all)
  --fault <name>            meets every call that is not healthy (default: all faults in turn)
  --only <number>           makes the call of this number alone
  --show <number>           findings of a run that are printed (default: 20)
  --help                    prints this

The exit code is 1 when anything was found, 2 when the arguments make no sense.
`;

/** Reads the command line. Never throws. */
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
  if (!isMode(mode) || rest.length > 0) return wrong(`there is no mode '${positionals.join(' ')}'`);
  const seeds = values.seed.map(Number);
  const calls = values.calls === undefined ? MODES[mode].calls : Number(values.calls);
  const only = values.only === undefined ? undefined : Number(values.only);
  const show = Number(values.show);
  if (![...seeds, calls, only ?? 0, show].every((number) => Number.isSafeInteger(number) && number >= 0))
    return wrong('seeds, calls and the like are whole numbers');
  const { face: named, configuration, fault } = values;
  const unknown =
    named.find((name) => !faces.some((face) => face.name === name)) ??
    configuration?.find((name) => !configurations.some((one) => one.name === name));
  if (unknown !== undefined) return wrong(`there is no face or configuration '${unknown}'`);
  if (fault !== undefined && faultOf(fault) === undefined)
    return wrong(`there is no fault '${fault}'; there are:\n${faults.map(faultName).join('\n')}`);
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
