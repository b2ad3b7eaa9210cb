// Runs each client and its port against the same local service, and compares the outcomes.
import { inspect } from 'node:util';
import { outcomesOf, type Outcome } from './cases.ts';
import { PORTS } from './ports.ts';

for (const [library, { original, port }] of Object.entries(PORTS)) {
  const [before, after] = [await outcomesOf(original), await outcomesOf(port)];
  console.log(library);
  for (const name of Object.keys(before)) {
    const [was, is] = [before[name]!, after[name]!];
    const same = JSON.stringify(was) === JSON.stringify(is);
    console.log(
      `  ${same ? 'same ' : 'other'}  ${name}: ${shown(was)}${same ? '' : `, with Sluice ${shown(is)}`}`,
    );
  }
}

function shown({ value, error, requests }: Outcome): string {
  return `${inspect(value ?? error, { breakLength: Infinity })} (requests: ${requests})`;
}
