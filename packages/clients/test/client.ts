// The interface through which the tests use a client of another project.
import type http from 'node:http';
import type https from 'node:https';
import type { Readable } from 'node:stream';

/** An agent for each scheme. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** One request. */
export interface Call {
  readonly url: string;
  readonly agents: Agents;
  /** Sent with POST; without a body the method is GET, or HEAD. */
  readonly body?: string | Readable;
  readonly method?: 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** The client's own limit, in ms: of the whole call, or of each wait for bytes. */
  readonly timeout?: number;
  /** Aborts the request, by the means of the client. */
  readonly signal?: AbortSignal;
}

/** A response whose body was read to the end. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends one request with a client, on the agent of its scheme. Rejects with the error of the client. */
export type Client = (call: Call) => Promise<Answer>;

/** The agent for the URL of a call. */
export function agentFor({ url, agents }: Call): http.Agent {
  return url.startsWith('https:') ? agents.https : agents.http;
}

/** The method of a call. */
export function methodOf({ body, method }: Call): 'GET' | 'HEAD' | 'POST' {
  return method ?? (body === undefined ? 'GET' : 'POST');
}
