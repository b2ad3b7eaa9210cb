// All clients under test, by name and version.
import type { Client } from '../client.ts';
import { FETCHES } from './fetches.ts';
import { GOTS } from './gots.ts';
import { NODE } from './node.ts';
import { OTHERS } from './others.ts';

export const CLIENTS: Readonly<Record<string, Client>> = { ...NODE, ...FETCHES, ...GOTS, ...OTHERS };
