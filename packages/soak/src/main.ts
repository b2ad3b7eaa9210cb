// The program that `pnpm soak` runs.
import { parseCommand, type Settings } from './arguments.ts';
import { compareClosing } from './closing.ts';
import { soakHealthy } from './healthy.ts';
import { soakHostile } from './hostile.ts';
import type { RunResult } from './runs.ts';
import { describeFailure, type Failure } from './verdicts/failure.ts';
import { describeRun, describeVerdicts } from './verdicts/summary.ts';

const command = parseCommand(process.argv.slice(2));
if (command.kind === 'run') {
  const failures = await carryOut(command.settings);
  process.stdout.write(describeVerdicts(failures));
  process.exitCode = failures.length > 0 ? 1 : 0;
} else {
  process.stdout.write(command.text);
  process.exitCode = command.kind === 'help' ? 0 : 2;
}

function carryOut({ mode, show, ...options }: Settings): Promise<readonly Failure[]> {
  const onRun = (result: RunResult): void => {
    process.stdout.write(`${describeRun(result)}\n`);
    for (const failure of result.failures.slice(0, show))
      process.stdout.write(`  ${describeFailure(failure)}\n`);
  };
  switch (mode) {
    case 'hostile':
      return soakHostile({ ...options, onRun });
    case 'healthy':
      return soakHealthy({ ...options, onRun });
    case 'closing':
      return compareClosing({ ...options, onRun });
  }
}
