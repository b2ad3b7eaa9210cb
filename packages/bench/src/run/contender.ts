// A peer in its own process, as the runner uses it.
import type { OriginProcess } from '@sluice/fixtures';
import type { ClientSetup } from '../client/questions.ts';
import type { Connections, SharedPorts } from '../origin/loop.ts';
import type { OriginReady } from '../origin/origin.ts';
import type { Peer } from '../peers/peer.ts';
import { startProcess } from './processes.ts';

/** The origin and the file that the work uses. */
export interface Site {
  readonly origin: OriginProcess<OriginReady>;
  /** A file to upload. */
  readonly file: string;
}

/** How long a process may take to reply to a request, in ms. */
const LONGEST = 60_000;

/** A running client process of a peer. */
export class Contender {
  readonly peer: Peer;
  readonly #process: OriginProcess;
  /** Why the process failed, in words. */
  failure: string | undefined;

  private constructor(peer: Peer, process: OriginProcess) {
    this.peer = peer;
    this.#process = process;
  }

  /** Starts the process. */
  static async start(peer: Peer, work: ClientSetup['work'], site: Site): Promise<Contender> {
    const setup: ClientSetup = { peer: peer.name, work, port: await portOf(work, site), file: site.file };
    return new Contender(peer, await startProcess('client/worker', [JSON.stringify(setup)]));
  }

  /** Sends a request to the process. If it ends or exceeds the time limit, sets `failure` and resolves with undefined. */
  async ask<Answer>(question?: unknown): Promise<Answer | undefined> {
    if (this.failure !== undefined) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer after ${LONGEST / 1_000} s`)), LONGEST);
    });
    try {
      return await Promise.race([this.#process.ask<Answer>(question), late]);
    } catch (error) {
      this.failure = String(error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): Promise<void> {
    return this.#process.close();
  }
}

/** Starts a process for each peer, two at a time. */
export async function startAll(
  peers: readonly Peer[],
  work: ClientSetup['work'],
  site: Site,
): Promise<readonly Contender[]> {
  const started: Contender[] = [];
  for (let index = 0; index < peers.length; index += 2) {
    const next = peers.slice(index, index + 2).map((peer) => Contender.start(peer, work, site));
    started.push(...(await Promise.all(next)));
  }
  return started;
}

async function portOf(work: ClientSetup['work'], { origin }: Site): Promise<number> {
  const { server, hosts, numbered } = { hosts: undefined, numbered: false, ...work };
  // The servers of many hosts are in one event loop.
  const count = hosts ?? (numbered ? 1 : undefined);
  if (count === undefined) return origin.ready.ports[server satisfies keyof SharedPorts];
  return origin.ask<number>({ what: 'hosts', count });
}

/** The number of the origin's connections, once it is stable. */
export async function settledConnections({ origin }: Site): Promise<number> {
  let before = -1;
  for (;;) {
    const { open } = await origin.ask<Connections>({ what: 'count' });
    if (open === before) return open;
    before = open;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
