import { describe, expect, it } from 'vitest';
import { parseArguments } from '../src/arguments.ts';

const scenarios = [
  { name: 'waves', title: 'Bursts' },
  { name: 'many-hosts', title: 'Many hosts' },
];

const parse = (...argv: string[]) => parseArguments(argv, scenarios);

describe('arguments', () => {
  it('run everything without arguments', () => {
    expect(parse()).toEqual({
      kind: 'run',
      settings: { only: [], json: false, report: undefined, scale: 1, tls: false, transport: undefined },
    });
  });

  it('select scenarios one by one and in lists', () => {
    const request = parse('--only', 'waves', '--only=many-hosts, waves');
    expect(request).toMatchObject({ settings: { only: ['waves', 'many-hosts', 'waves'] } });
  });

  it('list every scenario if one is unknown', () => {
    const request = parse('--only', 'wave');
    expect(request.kind).toBe('wrong');
    expect(request).toMatchObject({
      text: expect.stringMatching(/no scenario 'wave'(.|\n)*waves +Bursts\n +many-hosts/),
    });
  });

  it('accept a path, JSON and a scale', () => {
    const request = parse('--report', 'out.html', '--json', '--scale', '0.25');
    expect(request).toMatchObject({ settings: { report: 'out.html', json: true, scale: 0.25 } });
  });

  it('accept a transport', () => {
    expect(parse('--transport', 'got')).toMatchObject({ settings: { transport: 'got' } });
    expect(parse('--transport=default')).toMatchObject({ settings: { transport: undefined } });
    expect(parse('--transport=ky')).toMatchObject({
      kind: 'wrong',
      text: expect.stringContaining("--transport must be default or got, not 'ky'"),
    });
  });

  it('accept --tls', () => {
    expect(parse('--tls')).toMatchObject({ settings: { tls: true } });
  });

  it.each([['0'], ['2'], ['-1'], ['x'], ['']])('refuse the scale %j', (scale) => {
    expect(parse(`--scale=${scale}`)).toMatchObject({
      kind: 'wrong',
      text: expect.stringContaining('--scale'),
    });
  });

  it.each([[['--unknown']], [['stray']], [['--only']], [['--report=']]])(
    'refuse %j in a sentence',
    (argv) => {
      const request = parse(...argv);
      expect(request.kind).toBe('wrong');
      expect(request).toMatchObject({ text: expect.stringContaining('Try --help.') });
    },
  );

  it('explain themselves', () => {
    for (const flag of ['--help', '-h'])
      expect(parse(flag)).toMatchObject({ kind: 'help', text: expect.stringContaining('waves') });
  });
});
