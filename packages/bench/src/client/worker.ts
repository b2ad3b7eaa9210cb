// The process of a client (see `startOriginProcess()`): performs one workload or probe with one peer, on request.
import { caCertificate, serveProcess } from '@sluice/fixtures';
import { loopback } from '../origin/loopback.ts';
import { peerOf } from '../peers/index.ts';
import { PROBES } from '../probes/probes.ts';
import { TASKS } from '../work/task.ts';
import { withPatience } from './patience.ts';
import type { ClientSetup, RoundQuestion } from './questions.ts';
import { measureRound } from './rounds.ts';

/** The time after which unread bodies are reclaimed, in ms. */
const RECLAIM = 1_000;

const setup = JSON.parse(process.argv[2] ?? '') as ClientSetup;
const { file, work } = setup;
const client = await peerOf(setup.peer).open({
  connections: work.connections,
  ca: caCertificate,
  http2: work.server === 'h2',
  retry: work.retry,
  reclaim: RECLAIM,
});

const scheme = work.server === 'plain' ? 'http' : 'https';
const urls = Array.from({ length: work.hosts ?? 1 }, (_, index) => {
  const host = work.server === 'plain' ? loopback(index) : 'localhost';
  return `${scheme}://${host}:${setup.port}`;
});

serveProcess({ pid: process.pid }, answerOf());

function answerOf(): (question: unknown) => unknown {
  if ('probe' in work) return () => PROBES[work.probe](client, urls[0]!);
  const { task, pace, patience, path } = work;
  const perform = TASKS[task];
  let next = 0;
  const once = (): Promise<void> => {
    const number = next++;
    const url = `${urls[number % urls.length]}${path}${work.numbered === true ? `?${number}` : ''}`;
    return perform(client, { url, file });
  };
  const call = patience === undefined ? once : withPatience(once, patience);
  return (question) => measureRound(call, pace, question as RoundQuestion);
}
