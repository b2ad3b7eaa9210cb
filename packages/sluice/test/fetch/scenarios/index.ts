// Every scenario.
import { failures } from './failures.ts';
import { headers } from './headers.ts';
import { hops } from './hops.ts';
import { requests } from './requests.ts';
import { responses } from './responses.ts';
import { uploads } from './uploads.ts';
import type { Scenario } from '../scenario.ts';

export const scenarios: readonly Scenario[] = [
  ...requests,
  ...headers,
  ...uploads,
  ...responses,
  ...failures,
  ...hops,
];
