// Prints the answer of a model as it arrives.
import process from 'node:process';
import { startFakeModel } from './fake-model.ts';
import { createModel } from './model.ts';

const server = await startFakeModel();
const answer = createModel({ baseUrl: server.url, key: 'local' });

for await (const text of answer('Why is the sky blue?')) process.stdout.write(text);
process.stdout.write('\n');
console.log(`${server.requests} requests: one was overloaded, one broke off, one continued.`);

await server.close();
