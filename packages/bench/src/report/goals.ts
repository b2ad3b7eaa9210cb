// The goals of the benchmarks: for each work, a client to compare with, and the ratio of CPU to reach.
import { ratioOf, type Results } from '../run/results.ts';
import type { Spread } from '../run/statistics.ts';

interface Goal {
  readonly title: string;
  readonly work: string;
  readonly peer: string;
  /** The peer that the ratio is to. */
  readonly to: string;
  /** The ratio to reach. */
  readonly goal: number;
  /** Where the time is spent, and what would have to change; shown while the goal is not reached. */
  readonly left?: string;
}

/** A goal and the measured ratio. */
export interface Reached extends Goal {
  readonly ratio: Spread;
}

const GOALS: readonly Goal[] = [
  {
    title: 'small GET, 1 in flight',
    work: 'get-1',
    peer: 'sluice',
    to: 'undici',
    goal: 0.7,
    left: "Of 100 parts, 60 are the system call that writes the request, which on one machine also delivers it to the server, 14 Sluice with the JSON, 8 undici with its parser, 7 the collection of garbage, and 7 Node.js. A call waits for one check phase of the event loop before it uses an idle connection, so that a close that has arrived is seen; so does undici. In the run of this profile, a bare socket was at 0.51, `undici dispatch` at 0.80, Sluice without plugins at 0.89, and Sluice at 0.92. Less needs another client than undici's on the sockets.",
  },
  {
    title: 'small GET, 50 in flight',
    work: 'get-50',
    peer: 'sluice',
    to: 'undici',
    goal: 0.75,
    left: "Of 100 parts, 40 are the system call that writes the request, 21 Sluice with the JSON, 17 undici with its parser, 11 Node.js, and 2 readings of the clock and the collection of garbage; the rest is V8 and the benchmark. Without the kernel, a call takes 8.2 µs, as `undici.request` takes 8.9 µs and `undici dispatch` 5.9 µs: 5.0 µs are undici's client, which Sluice uses too, with the sockets of Node.js, 0.9 µs the JSON, and 2.3 µs Sluice, where no function has more than 0.2 µs. A bare socket is at 0.57 to 0.60 and `undici dispatch` at 0.82 to 0.88: less than that needs another client than undici's on the sockets.",
  },
  {
    title: 'small GET, 500 in flight',
    work: 'get-500',
    peer: 'sluice',
    to: 'undici',
    goal: 0.75,
    left: 'Of 100 parts, 38 are the system call that writes the request, 22 Sluice with the JSON, 13 Node.js, 11 undici with its parser, 6 the collection of garbage and 3 readings of the clock. Admitting a call that has waited in the gate takes 5 parts of 100 without the kernel, since its objects are no longer in the caches of the processor. In the run of this profile, a bare socket was at 0.49, `undici dispatch` at 0.65, and Sluice, with plugins and without, at 0.78.',
  },
  {
    title: 'small GET, 2,000 in flight',
    work: 'get-2000',
    peer: 'sluice',
    to: 'undici',
    goal: 0.8,
    left: 'A call that waits in the gate holds 2.1 KB, in some 30 objects, and a collection of the young generation copies it once or twice before it ends. 18 of 100 parts are gone with `--no-allocation-site-pretenuring`: V8 allocates the arrays of undici for header lines as old, so that the lines outlive a collection (decision 88). Less needs an attempt that begins when it has its slot, and a parser that keeps its arrays.',
  },
  {
    title: 'POST of 1 KB JSON',
    work: 'post',
    peer: 'sluice',
    to: 'undici',
    goal: 0.7,
    left: "Of 100 parts, 47 are the system call that writes head and body, 23 Sluice, of which 8 are the JSON of request and answer, 9 Node.js, 8 undici with its parser, and 6 the collection of garbage. A POST waits for a second check phase before it uses an idle connection, since it cannot be sent again. In the run of this profile, a bare socket was at 0.62, `undici dispatch` at 0.83, and Sluice at 0.94. Head and body as one piece cost as much as two. Less needs another client than undici's on the sockets.",
  },
  {
    title: 'small GET over TLS',
    work: 'tls',
    peer: 'sluice',
    to: 'undici',
    goal: 0.85,
    left: "Of 100 parts, 43 are the call that encrypts and writes the request, 19 Sluice with the JSON, 15 undici with its parser, and 7 Node.js. A call has the same allocations, promises and timers as one without TLS. The kernel, OpenSSL and the sockets of Node.js are the same for every client: a bare socket is at 0.67 and `undici dispatch` at 0.87. Less needs another client than undici's on the sockets.",
  },
  {
    title: 'small GET over HTTP/2 and TLS',
    work: 'h2',
    peer: 'sluice',
    to: 'undici',
    goal: 0.85,
    left: 'Of 100 parts, 23 are Sluice, 5 the collection of garbage, and the rest Node.js, OpenSSL and the kernel, which writes the frames of one turn together: 2 µs per call. `node:http2` itself, whose ended streams survive collections (decision 136), is at 0.87 of `undici.request`, `undici dispatch` at 1.07. Less needs a stream that Node.js makes with fewer objects: more than half of 19 KB per call are its two states, the text of the header lines and an async resource.',
  },
  {
    title: '1 MiB as bytes',
    work: 'mib-bytes',
    peer: 'sluice',
    to: 'undici',
    goal: 0.85,
    left: 'Of 100 parts, 45 are major collections of garbage, for both clients, since V8 begins them for memory of Node.js beside its heap; 21 are the kernel and 10 one copy into the body. Less needs a body that takes no new memory, and so a caller who gives it.',
  },
  {
    title: '1 MiB streamed',
    work: 'mib-stream',
    peer: 'sluice',
    to: 'undici',
    goal: 0.8,
    left: 'V8 collects the whole heap once in 50 bodies, for the memory of their chunks: 18 to 24 times in 1,000 calls with every client, the bare socket too, and that is up to half of the CPU. A reader keeps its chunks, so that each has memory of its own; a chunk costs one promise. In one run, 400 bodies, four at once, had 8 to 12 such collections with Sluice, 8 to 11 with `undici.request`, 7 to 9 with `undici dispatch` and 8 to 10 with the bare socket, which is the limit. Memory that several short reads share would be kept by the longest-lived of them. Less needs a reader who gives memory, as a stream of bytes does.',
  },
  {
    title: 'upload of 10 MiB from memory',
    work: 'upload',
    peer: 'sluice',
    to: 'undici',
    goal: 1,
    left: 'Two thirds are the kernel, which copies the bytes. Up to 16 MiB are one write, as in `undici.request`; a longer body is written in pieces, so that a server that stops reading is seen.',
  },
  {
    title: 'upload of 10 MiB from a file',
    work: 'upload-file',
    peer: 'sluice',
    to: 'undici',
    goal: 1,
    left: 'Two thirds are the kernel and the threads that read the file. A file is read into two pieces of memory in turns (decision 137), without the major collections that memory of its own for each piece costs.',
  },
  { title: 'GET of 20 KB JSON in gzip', work: 'gzip', peer: 'sluice', to: 'fetch', goal: 0.6 },
  {
    title: '`client.fetch`, small GET',
    work: 'get-50',
    peer: 'sluice-fetch',
    to: 'fetch',
    goal: 0.55,
    left: 'Of 100 parts, 17 are the core of Sluice, which has the Response, its headers and the promises of the standard; the others are those of a call without it.',
  },
  {
    title: '`client.fetch`, POST',
    work: 'post',
    peer: 'sluice-fetch',
    to: 'fetch',
    goal: 0.55,
    left: 'As with the small GET of `client.fetch`.',
  },
  { title: '`client.fetch`, 1 MiB', work: 'mib-bytes', peer: 'sluice-fetch', to: 'fetch', goal: 0.7 },
  {
    title: 'Sluice on got, small GET',
    work: 'get-50',
    peer: 'sluice-got',
    to: 'got',
    goal: 0.8,
    left: 'Of 100 parts, 76 are got, Node.js and the collection of garbage, and 23 Sluice, its agent and its transport. Of 24 promises of a call, got makes 17. Less needs got without its stream, its options and its request.',
  },
  {
    title: "got on our agent instead of Node's, small GET",
    work: 'get-50',
    peer: 'got-agent',
    to: 'got',
    goal: 1,
  },
];

/** The goals whose work was measured. */
export function reachedIn({ workloads }: Results): readonly Reached[] {
  return GOALS.flatMap((goal) => {
    const result = workloads.find(({ name }) => name === goal.work);
    const ratio = result === undefined ? undefined : ratioOf(result, goal.peer, goal.to);
    return ratio === undefined ? [] : [{ ...goal, ratio }];
  });
}
