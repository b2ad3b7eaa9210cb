// Creates the client of a face.
import type { Configuration } from '../plan/configurations.ts';
import type { FaceName } from '../plan/faces.ts';
import { AgentsSoakClient } from './agents-client.ts';
import { openDispatcher, openUndici } from './dispatcher-client.ts';
import { SluiceSoakClient } from './sluice-client.ts';
import type { SoakClient } from './soak-client.ts';

/** Creates the client of a face. */
export function openClient(face: FaceName, configuration: Configuration): SoakClient {
  switch (face) {
    case 'default':
    case 'got':
      return new SluiceSoakClient(configuration, face);
    case 'dispatcher':
      return openDispatcher(configuration);
    case 'agents':
      return new AgentsSoakClient(configuration);
    case 'undici':
      return openUndici(configuration);
  }
}
