// Plans a call: its fault, its request, its response and how the response is read.
import { faultName, faultOf, faults } from '../faults/index.ts';
import type { Fault } from '../faults/fault.ts';
import type { AnswerPlan, CallPlan, Method, Reading, UploadPlan } from './call-plan.ts';
import { configurations } from './configurations.ts';
import { Content } from './content.ts';
import { faces, type Face } from './faces.ts';
import { Random } from './random.ts';
import type { Run, Shape } from './run.ts';

/** The share of calls without a fault. */
const HEALTHY = 0.25;
/** The least bytes of a response with a fault. */
const LEAST_BODY = 2_000;
/** The most bytes of a request body that is echoed. */
const MAX_ECHOED = 700_000;

const METHODS: readonly Method[] = [
  'GET',
  'GET',
  'GET',
  'GET',
  'PUT',
  'POST',
  'POST',
  'DELETE',
  'HEAD',
  'PATCH',
];
const WITH_UPLOAD: readonly Method[] = ['PUT', 'POST', 'POST', 'PATCH'];
const SIZES = [0, 1, 120, 3_000, 3_000, 20_000, 66_000, 300_000];
const CODINGS = ['gzip', 'deflate', 'br', 'zstd'] as const;
const HTTP1_LISTENERS = ['plain', 'tls12', 'tls13'];

/** Plans one call of a run. */
export function planCall(run: Run, number: number): CallPlan {
  const { key, face, configuration } = run;
  if (key.shape !== undefined) return planShaped(key.shape, number);
  const random = new Random(key.seed, faces.indexOf(face), configurations.indexOf(configuration), number);
  const name = random.chance(HEALTHY) ? 'none' : (key.fault ?? nextFault(face, key.seed + number));
  const fault = faultOf(name);
  const listener = listenerOf(face, fault, random);
  const needed = fault?.uploadBytes ?? 0;
  const uploads = needed > 0 || (fault?.methods === undefined && random.chance(configuration.uploads));
  const method = random.pick(fault?.methods ?? (uploads ? WITH_UPLOAD : METHODS));
  const http1 =
    fault?.wire !== 'http2' &&
    !listener.startsWith('h2') &&
    !(fault?.wire === 'connection' && fault.http2 === true);
  const upload = uploads || takesUpload(method, random) ? planUpload(run, needed, http1, random) : undefined;
  return {
    number,
    fault: name,
    faulted: fault?.always === true ? Infinity : random.pick([1, 1, 1, 1, 2, Infinity]),
    listener,
    method,
    idempotencyKey: random.chance(0.3),
    upload,
    answer: planAnswer(face, fault, upload, random),
    reading: random.pick(readingsOf(run)),
    abortAfter: random.chance(configuration.aborts) ? random.between(0, 120) : undefined,
  };
}

function planShaped(shape: Shape, number: number): CallPlan {
  const { listener, method, upload, kind = 'bytes', answer, framing, delay, fault = 'none' } = shape;
  const bytes = answer ?? upload ?? 0;
  return {
    number,
    fault,
    faulted: Infinity,
    listener,
    method,
    idempotencyKey: false,
    upload: upload === undefined ? undefined : { kind, bytes: upload, expectContinue: false },
    answer: { bytes, content: answer === undefined ? 'up' : 'down', framing, coding: 'identity', delay },
    reading: 'bytes',
    abortAfter: undefined,
  };
}

/** The body of the correct response to a call. */
export function answerContent({ number, answer }: CallPlan): Content {
  return new Content(answer.content, number, answer.bytes);
}

/** The request body of a call. */
export function uploadContent({ number, upload }: CallPlan): Content {
  return new Content('up', number, upload?.bytes ?? 0);
}

/** The faults of a face in turn, so that each occurs equally often. */
function nextFault(face: Face, turn: number): string {
  const names = faultsOf(face);
  return names[turn % names.length] as string;
}

const known = new Map<Face, readonly string[]>();

/** The names of the faults that apply to a face. */
export function faultsOf(face: Face): readonly string[] {
  let names = known.get(face);
  if (names === undefined) {
    names = faults.filter((fault) => suits(face, fault)).map(faultName);
    known.set(face, names);
  }
  return names;
}

function suits(face: Face, fault: Fault): boolean {
  if ((fault.coded ?? false) && !face.client) return false;
  if ((fault.redirects ?? false) && !face.client) return false;
  const http2 = fault.wire === 'http2' || (fault.wire === 'connection' && fault.http2 === true);
  return face.http2 || !http2;
}

function listenerOf(face: Face, fault: Fault | undefined, random: Random): string {
  if (fault?.wire === 'connection') return fault.name;
  if (fault?.wire === 'http2') return fault.spreads ? 'h2-spreading' : 'h2';
  if (fault?.wire === 'http1' && fault.secure === true) return random.pick(['tls12', 'tls13']);
  const healthy =
    fault === undefined && face.http2 ? [...HTTP1_LISTENERS, 'h2', 'h2-spreading'] : HTTP1_LISTENERS;
  return random.pick(healthy);
}

function takesUpload(method: Method, random: Random): boolean {
  return (method === 'PUT' || method === 'POST' || method === 'PATCH') && random.chance(0.7);
}

function planUpload(
  { face, configuration }: Run,
  needed: number,
  http1: boolean,
  random: Random,
): UploadPlan {
  const expectContinue = random.chance(configuration.expectContinue) && face.expectContinue && http1;
  const bytes = Math.max(needed, random.pick(SIZES));
  return { kind: random.pick(face.uploads), bytes, expectContinue };
}

function planAnswer(
  face: Face,
  fault: Fault | undefined,
  upload: UploadPlan | undefined,
  random: Random,
): AnswerPlan {
  const least = fault === undefined ? 0 : LEAST_BODY;
  const echoes = upload !== undefined && upload.bytes >= least && upload.bytes <= MAX_ECHOED;
  const echo = echoes && random.chance(0.5);
  const own = {
    content: echo ? 'up' : 'down',
    bytes: echo ? upload.bytes : Math.max(least, random.pick(SIZES)),
  } as const;
  const { content, bytes } = fault?.answer ?? own;
  const coded = face.client && bytes <= 66_000 && random.chance(0.3);
  return {
    bytes,
    framing: random.pick(['length', 'length', 'chunked']),
    coding: coded ? random.pick(CODINGS) : 'identity',
    content,
    delay: random.pick([0, 0, 0, 1, 5, 20]),
  };
}

function readingsOf({ face, configuration }: Run): readonly Reading[] {
  return configuration.readings.filter((reading) => face.readings.includes(reading));
}
