// Checks the links of the README in a packed package, whose readers have no other file of the repository.
import { run } from './workspace.ts';

/** The link targets of a README that are neither https URLs, nor anchors, nor among the files of the tarball. */
export function deadLinks(readme: string, files: readonly string[]): string[] {
  const targets = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^(https:\/\/|#)/.test(target)) return false;
    const [path = ''] = target.replace(/^\.\//, '').split('#');
    return !files.includes(`package/${path}`);
  });
}

/** Checks the README of a tarball. */
export async function checkLinks(
  tarball: string,
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const readme = await run('tar', ['-xOzf', tarball, 'package/README.md']);
  const list = await run('tar', ['-tzf', tarball]);
  if (!readme.ok || !list.ok) return { ok: false, output: readme.output + list.output };
  const dead = deadLinks(readme.output, list.output.split('\n'));
  return {
    ok: dead.length === 0,
    output: dead.map((target) => `README.md: ${target} is not in the tarball\n`).join(''),
  };
}
