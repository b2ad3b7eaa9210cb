// `pnpm clean`: removes the output of builds.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { find, root } from './workspace.ts';

for (const dir of find('{.tsbuild,{packages,examples}/*/{dist,.tsbuild}}')) {
  rmSync(join(root, dir), { recursive: true, force: true });
}
for (const file of find('{packages,examples}/*/*.tsbuildinfo')) rmSync(join(root, file));
