// The process that measures the cost of one kind of work (see `startOriginProcess()`).
import { serveProcess } from '@sluice/fixtures';
import { costOf } from './cost.ts';
import type { KindName } from './budgets.ts';
import { clientOf, KINDS } from './kinds.ts';

const [name = '', url = ''] = process.argv.slice(2);
const kind = KINDS[name as KindName];
const client = clientOf(kind);

serveProcess({ pid: process.pid }, () => costOf(() => kind.call(client, url), kind));
