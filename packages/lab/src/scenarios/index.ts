// All scenarios, in the order of the report.
import { cutBody } from './cut-body.ts';
import { deadConnections } from './dead-connections.ts';
import { endlessError } from './endless-error.ts';
import { experiment } from './experiment.ts';
import { lateError } from './late-error.ts';
import { manyHosts } from './many-hosts.ts';
import { overrun } from './overrun.ts';
import { quickAnswers } from './quick-answers.ts';
import { retryAfter } from './retry-after.ts';
import type { Scenario } from './scenario.ts';
import { slowDial } from './slow-dial.ts';
import { unread } from './unread.ts';
import { unreadErrors } from './unread-errors.ts';
import { waves } from './waves.ts';

/**
 * All scenarios, in the order in which they run and are shown: first those of the table in the README, in its order, so that
 * they run even if a slow machine has no time for all.
 */
export const scenarios: readonly Scenario[] = [
  endlessError,
  lateError,
  cutBody,
  retryAfter,
  unread,
  manyHosts,
  waves,
  deadConnections,
  overrun,
  unreadErrors,
  slowDial,
  quickAnswers,
  experiment,
];
