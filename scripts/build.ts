// Builds projects: tsc writes all declarations and the JavaScript of private packages, the bundler writes the JavaScript of
// public packages.
import { bundleAll } from './bundle.ts';
import { run, type Outcome } from './workspace.ts';

/** Builds TypeScript projects with the projects that they reference, and bundles every public package. */
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
