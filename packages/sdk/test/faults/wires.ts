// The wires of the table of faults: how a client reaches an origin, and how to close the idle connections between them.
import { caCertificate, createFaultOrigin, createHttp2Origin, type FaultOrigin } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import type { AnyTransport } from '@sluice/core/transport';
import got from 'got';
import { undiciTransport } from 'sluice';

/** An origin and what a client needs to reach it. */
export interface Wire {
  /** An origin over HTTP/2 has the same routes; faults that HTTP/2 does not have are not used on it. */
  open(): Promise<FaultOrigin>;
  transport(): AnyTransport;
}

const tls = { ca: caCertificate };
const https = { certificateAuthority: caCertificate };

export const WIRES = {
  plain: { open: () => createFaultOrigin(), transport: () => undiciTransport({ pool: {} }) },
  tls: { open: () => createFaultOrigin({ tls: true }), transport: () => undiciTransport({ pool: {}, tls }) },
  'http/2': {
    open: async () => (await createHttp2Origin()) as unknown as FaultOrigin,
    transport: () => undiciTransport({ pool: {}, tls, http2: true }),
  },
  got: { open: () => createFaultOrigin(), transport: () => gotTransport({ pool: {} }) },
  'got, tls': {
    open: () => createFaultOrigin({ tls: true }),
    transport: () => gotTransport({ pool: {}, got: got.extend({ https }) }),
  },
} satisfies Record<string, Wire>;

export type WireName = keyof typeof WIRES;
