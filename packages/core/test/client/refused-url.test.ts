import { expect, test } from 'vitest';
import { parseBaseUrl, resolveTarget } from '../../src/request/target.ts';

const SECRET = /geheim|cret|pa\/ss/;

test.each([
  'https://user:pa/ss@host/',
  'https://user:se@cret@exa mple.com/',
  'https:user:geheim@bad host/',
  'ftp://user:geheim@host/',
  'https://host/?token=geheim',
  'https://host/#geheim',
  '//user:geheim@bad host/',
])('the refusal of %s shows no secret', (text) => {
  for (const refused of [
    () => parseBaseUrl(text),
    () => resolveTarget(`${text} \u0001`, undefined, undefined, false),
  ]) {
    let message = '';
    try {
      refused();
    } catch (error) {
      message = `${(error as Error).message} ${JSON.stringify(error)}`;
    }
    expect(message).not.toBe('');
    expect(message).not.toMatch(SECRET);
  }
});
