// The dispatcher of Node's built-in fetch with the settings of a run: made by the undici inside Node.js, so that no
// other version takes its place.
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

/** What built-in fetch takes beside the options that TypeScript knows. */
export interface WithDispatcher {
  readonly dispatcher: BuiltInAgent;
}

const GLOBAL_DISPATCHER = Symbol.for('undici.globalDispatcher.1');

/** Makes the dispatcher; the option `dispatcher` of fetch takes it. */
export async function fetchDispatcher({ connections, ca, http2 }: Setup): Promise<BuiltInAgent> {
  // The first call loads the undici inside Node.js.
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

/** What the settings are, in words. */
export const FETCH_SETTINGS = "dispatcher of Node's own undici with `connections` and keepAliveTimeout";
