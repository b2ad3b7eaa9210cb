// Node's own agents with the settings of a run, for the clients on `node:http`.
import http from 'node:http';
import https from 'node:https';
import type { Setup } from './peer.ts';

export interface NodeAgents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** Creates agents that keep connections alive. */
export function nodeAgents({ connections, ca }: Setup): NodeAgents {
  const options = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections };
  return { http: new http.Agent(options), https: new https.Agent({ ...options, ca }) };
}

export function destroyAgents(agents: NodeAgents): void {
  agents.http.destroy();
  agents.https.destroy();
}
