// All peers.
import { axiosPeer } from './axios.ts';
import { azurePeer } from './azure.ts';
import { builtInFetch, kyPeer, ofetchPeer, pRetryFetch } from './fetch.ts';
import { gotOnSluiceAgent, gotPeer } from './got.ts';
import { nodeFetchPeer } from './node-fetch.ts';
import { nodeHttpOnSluiceAgent, nodeHttpPeer } from './node-http.ts';
import type { Peer } from './peer.ts';
import { sluiceCore, sluiceDispatcher, sluiceFetch, sluiceOnGot, sluicePeer } from './sluice.ts';
import { socketPeer } from './socket.ts';
import { undiciDispatch, undiciRequest, undiciRetry } from './undici.ts';

/** Every peer, in the order of the reports. */
export const PEERS: readonly Peer[] = [
  socketPeer,
  undiciDispatch,
  undiciRequest,
  undiciRetry,
  nodeHttpPeer,
  builtInFetch,
  pRetryFetch,
  kyPeer,
  ofetchPeer,
  nodeFetchPeer,
  gotPeer,
  axiosPeer,
  azurePeer,
  sluicePeer,
  sluiceFetch,
  sluiceOnGot,
  gotOnSluiceAgent,
  nodeHttpOnSluiceAgent,
  sluiceDispatcher,
  sluiceCore,
];

/** The peer of this name. @throws Error if there is none */
export function peerOf(name: string): Peer {
  const found = PEERS.find((peer) => peer.name === name);
  if (found === undefined)
    throw new Error(`unknown peer '${name}'; known: ${PEERS.map(({ name }) => name).join(', ')}`);
  return found;
}
