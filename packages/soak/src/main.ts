import { parseCommand } from './arguments.ts';
import { soakHostile } from './hostile.ts';
import { describeFailure } from './verdicts/failure.ts';
import { describeRun, describeVerdicts } from './verdicts/summary.ts';

const command = parseCommand(process.argv.slice(2));
if (command.kind !== 'hostile') {
  process.stdout.write(command.text);
  process.exitCode = command.kind === 'help' ? 0 : 2;
} else {
  const failures = await soakHostile({
    ...command.options,
    onRun(result) {
      process.stdout.write(`${describeRun(result)}\n`);
      for (const failure of result.failures.slice(0, command.show)) {
        process.stdout.write(`  ${describeFailure(failure)}\n`);
      }
    },
  });
  process.stdout.write(describeVerdicts(failures));
  process.exitCode = failures.length > 0 ? 1 : 0;
}
