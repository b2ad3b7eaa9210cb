// The dispatcher of Node's built-in fetch with the settings of a run. It is an Agent of Node's own copy of undici, so that
// no other version is measured.
import { IDLE_MS, type Setup } from './peer.ts';

interface AgentOptions {
  readonly connections: number;
  readonly pipelining: number;
  readonly allowH2: boolean;
  readonly keepAliveTimeout: number;
  readonly connect: { readonly ca: string };
}

interface BuiltInAgent {
  close(): Promise<void>;
}

/** The option of built-in fetch that TypeScript's types lack. */
export interface WithDispatcher {
  readonly dispatcher: BuiltInAgent;
}

const GLOBAL_DISPATCHER = Symbol.for('undici.globalDispatcher.1');

/** Creates the dispatcher, for the option `dispatcher` of fetch. */
export async function fetchDispatcher({ connections, ca, http2 }: Setup): Promise<BuiltInAgent> {
  // The first call loads Node's own copy of undici.
  await (await fetch('data:,')).arrayBuffer();
  const current = (globalThis as Record<symbol, unknown>)[GLOBAL_DISPATCHER] as BuiltInAgent;
  const Agent = current.constructor as new (options: AgentOptions) => BuiltInAgent;
  return new Agent({
    connections,
    pipelining: http2 ? 100 : 1,
    allowH2: http2,
    connect: { ca },
    keepAliveTimeout: IDLE_MS,
  });
}

/** The settings, in words. */
export const FETCH_SETTINGS = "dispatcher of Node's own undici with `connections` and keepAliveTimeout";
