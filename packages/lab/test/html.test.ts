import { describe, expect, it } from 'vitest';
import { renderHtml } from '../src/report/html.ts';
import { escape, markup } from '../src/report/markup.ts';
import { noPaint, renderText } from '../src/report/text.ts';
import { measurement, result, row } from './samples.ts';

const nasty = `<script>alert("x")</script> & 'more'`;

describe('markup', () => {
  it('escapes inserted values', () => {
    expect(escape(nasty)).toBe('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;more&#39;');
    expect(String(markup`<p title="${nasty}">`)).not.toContain('<script>');
  });

  it('inserts markup, lists and undefined unescaped', () => {
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

  it('has no external resources', () => {
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

  it('sums up each scenario in the overview, without rows in which a client crashed', () => {
    const broken = {
      ...row('broken'),
      plain: measurement({ opened: 7 }, { client: 'fetch', broken: 'oops' }),
    };
    const late = { ...row('late'), plain: measurement({ opened: 200 }, { client: 'got', finished: false }) };
    const html = renderHtml(result({ groups: [{ title: 'G', rows: [row('a'), late, broken] }] }));
    const overview = html.slice(html.indexOf('<table class="overview'), html.indexOf('</header>'));
    expect(overview).toMatch(/class="bar plain"><i style="width:60%"><\/i>400</);
    expect(overview).toMatch(
      /class="bar sluice"><i style="width:6%"><\/i>40<\/span><span class="factor">10 times less</,
    );
    expect(overview).toMatch(/>&gt; 1.0 s</);
  });

  it('draws the bars of a column to one scale, so that 20 beside 33 does not look like 256 beside 9,992', () => {
    const group = (plain: number, sluice: number) => [
      {
        title: 'G',
        rows: [
          {
            ...row('r'),
            plain: measurement({ opened: plain }, { client: 'fetch' }),
            sluice: measurement({ opened: sluice }),
          },
        ],
      },
    ];
    const html = renderHtml(result({ groups: group(9_992, 256) }, { groups: group(33, 20) }));
    const overview = html.slice(html.indexOf('<table class="overview'), html.indexOf('</header>'));
    const widths = [...overview.matchAll(/width:([\d.]+)%"><\/i>(9,992|256|33|20)</g)].map(
      ([, width, figure]) => [figure, Number(width)],
    );
    expect(widths).toEqual([
      ['9,992', 60],
      ['256', 1.5],
      ['33', 0.2],
      ['20', 0.1],
    ]);
    expect(overview).toContain('39 times less');
    expect(overview).toContain('1.6 times less');
    expect(overview).toContain('a bar that is twice as long stands for twice as much');
  });

  it.each([
    ['everything', [], 0],
    ['a part', [row('a')], 1],
  ])('never shows as passed what was not tried: %s', (_, rows, passed) => {
    const skipped = {
      title: 'Left out',
      groups: [],
      skipped: 'no time left',
      finding: 'Not tried: no time left.',
    };
    const given = { ...result({ groups: [{ title: 'G', rows }] }, skipped), passed, failed: 0, notTried: 1 };
    const html = renderHtml(given);
    expect(html.slice(html.indexOf('<p class="sum">'), html.indexOf('<div'))).toContain('class="untried"');
    expect(html).toContain('1 scenario not tried, which counts neither as passed nor as failed.');
    expect(html).not.toMatch(/All \d+ verdicts/);
    const line = html.slice(html.indexOf('Left out'), html.indexOf('</tbody>'));
    expect(line).toContain('class="untried"');
    expect(line).not.toContain('class="pass"');
    expect(html).toContain('<p class="finding untried">Not tried: no time left.</p>');
    const paint = { strong: noPaint.strong, bad: noPaint.bad, good: (text: string) => `<good>${text}` };
    expect(renderText(given, paint)).not.toMatch(/<good>Verdicts/);
  });

  it('shows the code of the plain client, and why a figure of Sluice is higher', () => {
    const note = 'More connections opened (33 with Sluice, 20 with fetch): a reason.';
    const html = renderHtml(result({ groups: [{ title: 'G', rows: [{ ...row('r'), notes: [note] }] }] }));
    expect(html).toContain('<pre><code>await fetch(url);</code></pre>');
    expect(html).toMatch(new RegExp(`<td class="verdict">.*${note.replaceAll(/[().]/g, '.')}`));
    expect(
      renderText(
        result({ groups: [{ title: 'G', rows: [{ ...row('r'), notes: [note] }] }] }),
        noPaint,
      ).replaceAll('\n', ' '),
    ).toContain(note);
  });

  it('is readable on a narrow screen: tables become lists whose cells have labels', () => {
    const html = renderHtml(result({}));
    expect(html).toMatch(/@media \(max-width: 40rem\) \{[^@]*\.stacks thead \{ display: none; \}/);
    for (const [, attributes] of html.matchAll(/<table([^>]*)>/g)) expect(attributes).toContain('stacks');
    for (const [, attributes] of html.matchAll(/<td([^>]*)>/g))
      expect(attributes).toMatch(/data-label=|class="verdict"/);
    expect(html).toContain('name="viewport"');
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

  it('follows the colour scheme of the reader', () => {
    expect(renderHtml(result({}))).toContain('prefers-color-scheme: dark');
  });
});
