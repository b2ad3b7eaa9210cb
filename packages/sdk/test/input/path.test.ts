// Paths from templates: no value changes the rest of the path.
import { isOptionError } from '@sluice/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandPath } from '../../src/input/path.ts';

describe('a path', () => {
  test('has every value percent-encoded in its place', () => {
    expect(expandPath('/a/{x}/b/{y}', { x: 'p/q', y: 'r s?#%\\' })).toBe('/a/p%2Fq/b/r%20s%3F%23%25%5C');
    expect(expandPath('/a/{x}', { x: 7 })).toBe('/a/7');
    expect(expandPath('/a/{x}', { x: [1, 'b,c', true] })).toBe('/a/1,b%2Cc,true');
    expect(expandPath('/a/{x}...{y}', { x: 'm', y: 'n' })).toBe('/a/m...n');
    expect(expandPath('/c/{+path}', { path: 'src/a b.ts' })).toBe('/c/src/a%20b.ts');
  });

  test.each([
    ['nothing', '/a/{x}', {}],
    ['an empty value', '/a/{x}', { x: '' }],
    ['an empty array', '/a/{x}', { x: [] }],
    ['one dot', '/a/{x}', { x: '.' }],
    ['two dots', '/a/{x}/b', { x: '..' }],
    ['two dots of two values', '/a/{x}{y}', { x: '.', y: '.' }],
    ['two dots, of which one is escaped in the template', '/a/b/%2e{x}', { x: '.' }],
    ['two dots among segments', '/a/{+x}', { x: 'b/../c' }],
    ['an empty segment', '/a/{+x}', { x: 'b//c' }],
    ['a leading slash', '/a/{+x}', { x: '/b' }],
    ['null', '/a/{x}', { x: null }],
    ['an object', '/a/{x}', { x: {} }],
    ['NaN', '/a/{x}', { x: Number.NaN }],
    ['a lone surrogate', '/a/{x}', { x: '\ud800' }],
    ['an inherited name', '/a/{toString}', {}],
  ])('refuses %s', (_name, template, params) => {
    let thrown: unknown;
    try {
      expandPath(template, params as never);
    } catch (error) {
      thrown = error;
    }
    expect(isOptionError(thrown) && thrown.option).toMatch(/^params/);
  });

  test('leads to the same operation whatever the value is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (x) => {
        let path: string;
        try {
          path = expandPath('/a/{x}/b', { x });
        } catch (error) {
          expect(isOptionError(error)).toBe(true);
          return;
        }
        const { pathname } = new URL(path, 'http://h.test');
        expect(pathname.split('/')).toHaveLength(4);
        expect(decodeURIComponent(pathname.split('/')[2] ?? '')).toBe(x);
        expect(pathname.endsWith('/b')).toBe(true);
      }),
    );
  });
});
