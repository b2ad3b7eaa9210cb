// The process of the origins of the table of faults: the header `x-request-id` of a call selects its incident.
import {
  createFaultOrigin,
  createHttp2Origin,
  serveProcess,
  type ExchangeFault,
  type FullReply,
  type SeenRequest,
} from '@sluice/fixtures';
import { answerTo } from './answers.ts';
import { INCIDENTS } from './incidents.ts';

/** The ports of the origins. */
export interface FaultyPorts {
  readonly plain: number;
  readonly tls: number;
  readonly http2: number;
}

/** The incident of a call, as the value of the header. */
export interface CallMark {
  readonly id: string;
  /** The method and the target of the request that has the incident. */
  readonly request: string;
  /** The name of the incident. */
  readonly incident: string;
}

/** How often each call was received, by its id; only the request that has the incident counts. */
const received = new Map<string, number>();

function answer(request: SeenRequest, overHttp2: boolean): FullReply {
  const whole = answerTo(request);
  const {
    id,
    request: met,
    incident,
  } = JSON.parse(request.header('x-request-id') ?? '{}') as Partial<CallMark>;
  if (id === undefined || `${request.method} ${request.target}` !== met) return whole;
  const count = (received.get(id) ?? 0) + 1;
  received.set(id, count);
  const { reply, always = false } = INCIDENTS[incident ?? ''] ?? {};
  if (reply === undefined || (count > 1 && !always)) return whole;
  const faulty = { ...whole, ...reply } as FullReply;
  // A reset of the connection would meet the other streams, too.
  return overHttp2 ? ({ ...faulty, faults: faulty.faults?.map(ofStream) } as FullReply) : faulty;
}

function ofStream(fault: ExchangeFault): unknown {
  if (fault.do !== 'reset' && fault.do !== 'close') return fault;
  return { ...fault, do: 'rstStream', code: fault.do === 'reset' ? 'INTERNAL_ERROR' : 'CANCEL' };
}

const plain = await createFaultOrigin();
const tls = await createFaultOrigin({ tls: true });
const http2 = await createHttp2Origin({ maxStreams: 200 });
plain.on('/*').handle((request) => answer(request, false));
tls.on('/*').handle((request) => answer(request, false));
http2.on('/*').handle((request) => answer(request, true) as never);
serveProcess({ plain: plain.port, tls: tls.port, http2: http2.port }, () => received);
