// A set-up file of vitest.config.ts: the machine's clock is a steady one, for all that has no clock of its own.
import { systemClock } from '../../src/plugin-api.ts';
import { createSteadyClock } from './steady-clock.ts';

const DONE = Symbol.for('sluice.steady-time');

// Files that share a process share the clock.
if (!(DONE in systemClock)) Object.assign(systemClock, createSteadyClock(), { [DONE]: true });
