import { describe, expect, it } from 'vitest';
import { renderHtml } from '../src/report/html.ts';
import { escape, markup } from '../src/report/markup.ts';
import { measurement, result, row } from './samples.ts';

const nasty = `<script>alert("x")</script> & 'more'`;

describe('markup', () => {
  it('escapes what is put in', () => {
    expect(escape(nasty)).toBe('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;more&#39;');
    expect(String(markup`<p title="${nasty}">`)).not.toContain('<script>');
  });

  it('takes markup, lists and nothing as they are', () => {
    const items = ['a', '<'].map((item) => markup`<li>${item}</li>`);
    expect(String(markup`<ul>${items}</ul>${undefined}${7}`)).toBe('<ul><li>a</li><li>&lt;</li></ul>7');
  });
});

describe('the report', () => {
  const samples = [0, 50, 100, 150].map((at) => ({ at, established: at, closeWait: 0, timeWait: 1 }));
  const watched = { ...row('watched'), plain: measurement({}, { client: 'fetch', samples }) };

  it('escapes every text of the result', () => {
    const rows = [{ ...row(nasty), verdict: { pass: false, because: nasty } }];
    const html = renderHtml(
      result({ title: nasty, about: nasty, finding: nasty, groups: [{ title: nasty, rows }] }),
    );
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;');
  });

  it('needs nothing from anywhere else', () => {
    const html = renderHtml(result({ groups: [{ title: 'G', rows: [watched] }] }));
    const links = [...html.matchAll(/(?:href|src|url)\s*[=(]\s*["']?([^"')\s>]+)/g)].map(
      ([, target]) => target,
    );
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(link).toMatch(/^#/);
    expect(html).not.toMatch(/@import|<script|<link/);
  });

  it('draws bars, and states over time where they were sampled', () => {
    const html = renderHtml(result({ groups: [{ title: 'G', rows: [watched] }] }));
    expect(html).toContain('<rect class="plain"');
    expect(html).toContain('class="line established"');
    expect(html).not.toContain('class="line closeWait"');
    expect(renderHtml(result({}))).not.toContain('class="line');
  });

  it('adds up each scenario above all, without rows in which a client broke down', () => {
    const broken = {
      ...row('broken'),
      plain: measurement({ opened: 7 }, { client: 'fetch', broken: 'oops' }),
    };
    const late = { ...row('late'), plain: measurement({ opened: 200 }, { client: 'got', finished: false }) };
    const skipped = { title: 'Left out', groups: [], skipped: 'no time left' };
    const html = renderHtml({
      ...result({ groups: [{ title: 'G', rows: [row('a'), late, broken] }] }, skipped),
      notTried: 1,
    });
    const overview = html.slice(html.indexOf('<table class="overview">'), html.indexOf('</header>'));
    expect(overview).toMatch(/class="bar plain"><i style="width:60%"><\/i>400</);
    expect(overview).toMatch(/class="bar sluice"><i style="width:6%"><\/i>40</);
    expect(overview).toMatch(/>&gt; 1.0 s</);
    expect(overview).toMatch(/Left out.*not tried/);
    expect(html).toContain('All 1 verdicts on Sluice pass. 1 scenario not tried.');
  });

  it('is well formed', () => {
    const html = renderHtml(
      result({ groups: [{ title: 'G', rows: [watched, row('plain')] }] }, { groups: [] }),
    );
    const open: string[] = [];
    for (const [, close, name = '', whole] of html.matchAll(
      /<(\/?)([a-z][a-z0-9]*)\b((?:"[^"]*"|[^">])*)>/g,
    )) {
      if (name === 'meta' || whole?.endsWith('/') === true) continue;
      if (close === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it('follows the scheme of the reader', () => {
    expect(renderHtml(result({}))).toContain('prefers-color-scheme: dark');
  });
});
