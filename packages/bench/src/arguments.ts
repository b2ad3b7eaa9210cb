// The command line of the benchmarks.
import { parseArgs } from 'node:util';
import { PEERS } from './peers/index.ts';
import type { Peer } from './peers/peer.ts';
import { PACKAGE_PROBES, type PackageProbe } from './probes/package-probes.ts';
import type { ProbeWork } from './probes/probe.ts';
import type { RoundPlan } from './run/measure-workload.ts';
import type { Pace, Workload } from './work/workload.ts';
import { CLIENT_PROBES, WORKLOADS } from './work/workloads.ts';

/** The measurements that the command line selects. */
export interface Plan extends RoundPlan {
  readonly workloads: readonly Workload[];
  readonly clientProbes: readonly ProbeWork[];
  readonly packageProbes: readonly PackageProbe[];
  /** The chosen peers; the base of a workload takes part in any case. */
  readonly peers: readonly Peer[];
  /** Whether the peers were chosen by name, which includes them in work that they are left out of otherwise. */
  readonly named: boolean;
  /** Whether the results are written into the documentation: those of a complete run, and on request. */
  readonly stored: boolean;
  /** The file for the results, if any. */
  readonly json: string | undefined;
}

/** The warm-up covers about 15,000 calls, during which the code of a client is compiled. */
const FULL: RoundPlan = { rounds: 5, ms: 150, warmUp: 1_500 };
const QUICK: RoundPlan = { rounds: 3, ms: 80, warmUp: 160 };
const WORK: readonly { readonly name: string }[] = [...WORKLOADS, ...CLIENT_PROBES, ...PACKAGE_PROBES];
const QUICK_WORK = ['get-50', 'post', 'tls', 'h2', 'mib-bytes', 'upload', 'gzip', 'size'];
const QUICK_PEERS = ['undici', 'fetch', 'got', 'axios', 'sluice'];

/** Wrong arguments; the message is for the user. */
export class UsageError extends Error {}

export const USAGE: string = `npx pnpm bench [compare] [options]   compares clients; without options, everything, into docs/benchmarks
npx pnpm bench report                writes docs/benchmarks and the figures of the README from its results
npx pnpm bench <name> [numbers]      measures one thing of Sluice: drain, endurance, heap, plugins, virtual-time, waiters

  --quick            a short run: less work, fewer peers, under a minute
  --work a,b         only this work; a name, or a prefix of names
  --peers a,b        only these peers, and the base of each workload
  --in-flight N      calls in flight, unless the work has a fixed rate
  --connections N    connections per host
  --rounds N         rounds of each peer (${FULL.rounds}; ${QUICK.rounds} with --quick)
  --ms N             CPU time of a round in ms (${FULL.ms}; ${QUICK.ms} with --quick)
  --json file        writes the results to a file as well
  --docs             writes the results into docs/benchmarks, as a complete run does

work:  ${WORK.map(({ name }) => name).join(', ')}
peers: ${PEERS.map(({ name }) => name).join(', ')}
`;

/** Reads the command line. @throws UsageError */
export function parsePlan(args: readonly string[]): Plan {
  const { quick, work, peers, rounds, ms, json, docs, connections, 'in-flight': inFlight } = parse(args);
  const defaults = quick ? QUICK : FULL;
  const chosen = choose('work', WORK, work?.split(',') ?? (quick ? QUICK_WORK : undefined), true);
  return {
    rounds: positive('--rounds', rounds, defaults.rounds),
    ms: positive('--ms', ms, defaults.ms),
    warmUp: Math.min(defaults.warmUp, 10 * positive('--ms', ms, defaults.ms)),
    workloads: WORKLOADS.filter((one) => chosen.includes(one)).map((workload) => ({
      ...workload,
      title: titleOf(workload, inFlight, connections),
      connections: positive('--connections', connections, workload.connections),
      pace: paceOf(workload.pace, inFlight),
    })),
    clientProbes: CLIENT_PROBES.filter((one) => chosen.includes(one)),
    packageProbes: PACKAGE_PROBES.filter((one) => chosen.includes(one)),
    peers: choose('peer', PEERS, peers?.split(',') ?? (quick ? QUICK_PEERS : undefined), false),
    named: peers !== undefined && !docs,
    stored: docs || (!quick && [work, peers, inFlight, connections].every((option) => option === undefined)),
    json,
  };
}

function titleOf({ title }: Workload, inFlight: string | undefined, connections: string | undefined): string {
  const changes = [
    ...(inFlight === undefined ? [] : [`${inFlight} in flight`]),
    ...(connections === undefined ? [] : [`${connections} connections`]),
  ];
  return changes.length === 0 ? title : `${title} (here: ${changes.join(', ')})`;
}

function paceOf(pace: Pace, inFlight: string | undefined): Pace {
  return 'inFlight' in pace ? { inFlight: positive('--in-flight', inFlight, pace.inFlight) } : pace;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: args.filter((argument) => argument !== '--'),
      options: {
        quick: { type: 'boolean', default: false },
        work: { type: 'string' },
        connections: { type: 'string' },
        'in-flight': { type: 'string' },
        peers: { type: 'string' },
        rounds: { type: 'string' },
        ms: { type: 'string' },
        json: { type: 'string' },
        docs: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function positive(option: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`${option} must be a whole number above 0, not '${given}'`);
  return value;
}

/** The members of `all` with the given names, in the order of `all`. @param prefixes whether a prefix selects all its names */
function choose<T extends { readonly name: string }>(
  kind: string,
  all: readonly T[],
  names: readonly string[] | undefined,
  prefixes: boolean,
): readonly T[] {
  if (names === undefined) return all;
  const named = (wanted: string, { name }: T): boolean =>
    name === wanted || (prefixes && name.startsWith(`${wanted}-`));
  for (const wanted of names) {
    if (!all.some((one) => named(wanted, one)))
      throw new UsageError(`unknown ${kind} '${wanted}'; known: ${all.map(({ name }) => name).join(', ')}`);
  }
  return all.filter((one) => names.some((wanted) => named(wanted, one)));
}
