// The table of faults: each has a name, a wire, a phase, and the outcomes that its clients may have.
import { dials } from './connection/dial.ts';
import { http2Connections } from './connection/http2.ts';
import type { ConnectionFault, Fault, Http1Fault, Http2Fault } from './fault.ts';
import { closing } from './http1/closing.ts';
import { codings } from './http1/codings.ts';
import { framing } from './http1/framing.ts';
import { informational } from './http1/interim.ts';
import { slowness } from './http1/slow.ts';
import { statuses } from './http1/statuses.ts';
import { uploads } from './http1/uploads.ts';
import { connections } from './http2/connections.ts';
import { forbiddenFrames } from './http2/forbidden-frames.ts';
import { streams } from './http2/streams.ts';

const http1Faults: readonly Http1Fault[] = [
  ...closing,
  ...framing,
  ...informational,
  ...slowness,
  ...uploads,
  ...codings,
  ...statuses,
];

const http2Faults: readonly Http2Fault[] = [...streams, ...connections, ...forbiddenFrames];

export const connectionFaults: readonly ConnectionFault[] = [...dials, ...http2Connections];

/** All faults. A name is unique within its wire: `http1/503`. */
export const faults: readonly Fault[] = [...http1Faults, ...http2Faults, ...connectionFaults];

/** The name of a fault in plans and reports. */
export function faultName(fault: Fault): string {
  return `${fault.wire}/${fault.name}`;
}

const byName = new Map(faults.map((fault) => [faultName(fault), fault]));

/** The fault of a name; undefined for `none`. */
export function faultOf(name: string): Fault | undefined {
  return byName.get(name);
}
