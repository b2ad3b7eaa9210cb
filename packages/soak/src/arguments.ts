import { parseArgs } from 'node:util';
import type { HostileOptions } from './hostile.ts';
import { faultName, faultOf, faults } from './faults/index.ts';
import { configurations } from './plan/configurations.ts';
import { faces, type FaceName } from './plan/faces.ts';

/** What the soak was asked to do. */
export type Command =
  | {
      readonly kind: 'hostile';
      readonly options: HostileOptions;
      /** Findings of a run that are printed. */ readonly show: number;
    }
  | { readonly kind: 'help' | 'wrong'; readonly text: string };

const HELP = `The soak: every face of Sluice against an origin full of faults, judged at both ends.

  --seed <number>           which faults meet which calls; can be given again (default: 1)
  --calls <number>          calls of each face with each seed (default: 10000)
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
  let values;
  try {
    ({ values } = parseArgs({
      args: argv.filter((one) => one !== '--'),
      options: {
        seed: { type: 'string', multiple: true, default: ['1'] },
        calls: { type: 'string', default: '10000' },
        face: { type: 'string', multiple: true, default: faces.map(({ name }) => name) },
        configuration: { type: 'string', multiple: true },
        fault: { type: 'string' },
        only: { type: 'string' },
        show: { type: 'string', default: '20' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  if (values.help) return { kind: 'help', text: HELP };
  const seeds = values.seed.map(Number);
  const calls = Number(values.calls);
  const only = values.only === undefined ? undefined : Number(values.only);
  const show = Number(values.show);
  const numbers = [...seeds, calls, only ?? 0, show];
  if (!numbers.every((number) => Number.isSafeInteger(number) && number >= 0))
    return wrong('seeds, calls and the like are whole numbers');
  const unknown = values.face.find((name) => !faces.some((face) => face.name === name));
  if (unknown !== undefined) return wrong(`there is no face '${unknown}'`);
  const strange = values.configuration?.find((name) => !configurations.some((one) => one.name === name));
  if (strange !== undefined) return wrong(`there is no configuration '${strange}'`);
  if (values.fault !== undefined && faultOf(values.fault) === undefined)
    return wrong(`there is no fault '${values.fault}'; there are:\n${faults.map(faultName).join('\n')}`);
  const options = {
    fault: values.fault,
    seeds,
    calls,
    only,
    faces: values.face as FaceName[],
    configurations: values.configuration,
  };
  return { kind: 'hostile', options, show };
}

function wrong(message: string): Command {
  return { kind: 'wrong', text: `${message}\n\n${HELP}` };
}
