import { deadConnections } from './dead-connections.ts';
import { endlessError } from './endless-error.ts';
import { experiment } from './experiment.ts';
import { lateError } from './late-error.ts';
import { manyHosts } from './many-hosts.ts';
import { overrun } from './overrun.ts';
import { quickAnswers } from './quick-answers.ts';
import type { Scenario } from './scenario.ts';
import { slowDial } from './slow-dial.ts';
import { unread } from './unread.ts';
import { unreadErrors } from './unread-errors.ts';
import { waves } from './waves.ts';

/** All of them, in the order in which they run and are shown. */
export const scenarios: readonly Scenario[] = [
  experiment,
  waves,
  unreadErrors,
  deadConnections,
  overrun,
  lateError,
  endlessError,
  unread,
  manyHosts,
  slowDial,
  quickAnswers,
];
