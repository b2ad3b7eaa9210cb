// The process of a client (see `startOriginProcess()`): one peer at one workload. It does a round when it is asked to.
import { caCertificate, serveProcess } from '@sluice/fixtures';
import { peerOf } from '../peers/index.ts';
import { TASKS } from '../work/task.ts';
import type { ClientSetup, RoundQuestion } from './questions.ts';
import { measureRound } from './rounds.ts';

const setup = JSON.parse(process.argv[2] ?? '') as ClientSetup;
const { task, pace, connections, retry, server } = setup.workload;
const client = await peerOf(setup.peer).open({
  connections,
  ca: caCertificate,
  http2: server === 'h2',
  retry,
});
const perform = TASKS[task];
const call = (): Promise<void> => perform(client, setup);

serveProcess({ pid: process.pid }, (question) => measureRound(call, pace, (question as RoundQuestion).ms));
