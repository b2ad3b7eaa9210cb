// A setup file of vitest.config.ts: replaces the machine's clock by a steady clock.
import { systemClock } from '../../src/plugin-api.ts';
import { createSteadyClock } from './steady-clock.ts';

const DONE = Symbol.for('sluice.steady-time');

// Test files that share a process share the clock.
if (!(DONE in systemClock)) Object.assign(systemClock, createSteadyClock(), { [DONE]: true });
