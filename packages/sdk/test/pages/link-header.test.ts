// Tests of the parser of the header `link` (RFC 8288).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkTo, parseLinks } from '../../src/pages/link-header.ts';

test.each<[header: string, next: string | undefined]>([
  ['<https://a.test/x?page=2>; rel="next"', 'https://a.test/x?page=2'],
  ['</p?2>; rel=next', '/p?2'],
  ['<a>; rel="prev", <b>; rel="next", <c>; rel="last"', 'b'],
  ['<a>; rel="prev first" , <b> ; title="x, y; rel=\\"next\\"" ; rel="last NEXT"', 'b'],
  ['<a,b;c>;rel="next"', 'a,b;c'],
  ['<a>;REL=Next', 'a'],
  ['<a>; rel="prev"; rel="next"', undefined],
  ['<a>; rel = "next"', 'a'],
  ['<a>; foo; rel="next"', 'a'],
  ['<a>; rel="nextish"', undefined],
  ['<a>; rel="next"; anchor="#x", <b>; rel="next"', 'b'],
  ['<a>; rel="", <b>; rel="next"', 'b'],
  ['<a> junk; rel="next", <b>; rel="next"', 'b'],
  [',, <a>; rel="next",', 'a'],
  ['a; rel="next"', undefined],
  ['<a; rel="next"', undefined],
  ['<a>; rel="next', 'a'],
  ['<>; rel="next"', ''],
  ['', undefined],
])('%s', (header, next) => {
  expect(linkTo(header, 'next')).toBe(next);
});

test('links that are written are read, and any text is read to its end', () => {
  const target = fc.webUrl({ withQueryParameters: true }).filter((url) => !url.includes('>'));
  const relation = fc.stringMatching(/^[a-z][a-z.-]{0,8}$/);
  const link = fc.record({
    target,
    relations: fc.array(relation, { minLength: 1, maxLength: 3 }),
    title: fc.string(),
  });
  fc.assert(
    fc.property(fc.array(link), (links) => {
      const header = links.map(({ target, relations, title }) => {
        const quoted = title.replace(/["\\]/g, '\\$&');
        return `<${target}>; title="${quoted}"; rel="${relations.join(' ')}"`;
      });
      const parsed = parseLinks(header.join(', '));
      expect(parsed).toEqual(links.map(({ target, relations }) => ({ target, relations, isOwn: true })));
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void parseLinks(text)));
});
