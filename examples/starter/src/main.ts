import { createFaultOrigin } from '@sluice/fixtures';
import { createClient } from 'sluice';

// A local server whose first answer is an error.
const server = await createFaultOrigin();
server
  .on('/users/1')
  .reply(503, {}, { first: 1 })
  .reply(200, { json: { id: 1, name: 'Ada' } });

const api = createClient({ baseUrl: server.url() });
const user = await api.get('/users/1').json<{ id: number; name: string }>();
console.log(user.name); // → 'Ada'

await server.close();
