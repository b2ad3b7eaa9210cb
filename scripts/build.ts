// Builds projects: the declarations and the JavaScript of the private packages with tsc, that of the public ones with
// the bundler.
import { bundleAll } from './bundle.ts';
import { run, type Outcome } from './workspace.ts';

/** Builds TypeScript projects with what they refer to, and bundles every public package. */
export async function build(projects: readonly string[]): Promise<Outcome> {
  const checked = await run('tsc', ['-b', ...projects]);
  if (!checked.ok) return checked;
  try {
    await bundleAll();
    return checked;
  } catch (error) {
    return { ok: false, output: `${String(error)}\n` };
  }
}
