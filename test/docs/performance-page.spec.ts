import { readdirSync, readFileSync } from 'node:fs';
import { blocks, charts, withFigures } from '../../bench/page.mjs';
import { stored } from '../../bench/results.mjs';

const docs = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('performance.md', docs), 'utf8');
const results = stored();

describe('docs/performance.md', () => {
  it('says what the results say: `npm run bench:charts` writes it', () => {
    expect(page).toBe(withFigures(page, results));
  });

  it('has a place for each question', () => {
    const questions = readdirSync(new URL('../../bench/', import.meta.url))
      .filter((file) => file.endsWith('.bench.mjs'))
      .map((file) => file.replace('.bench.mjs', ''));
    expect(blocks(page).sort()).toEqual([...questions, 'missed'].sort());
  });

  it('has the charts of the results, and no others', () => {
    const drawn = charts(results);
    const images = new URL('images/performance/', docs);
    expect(readdirSync(images).sort()).toEqual([...drawn.keys()].sort());
    for (const [name, svg] of drawn) {
      expect({ name, svg: readFileSync(new URL(name, images), 'utf8') }).toEqual({ name, svg });
    }
  });

  it('shows a goal that is missed in bold, with what was asked', () => {
    const rows = [
      { name: 'ours', median: 100, low: 90, high: 110 },
      { name: 'theirs', median: 50, low: 40, high: 60, speed: 0.5, goal: 0.7, met: false },
    ];
    const machine = { node: '20.0.0', cores: 2, cpu: 'CPU', date: '2026-01-01' };
    const cells = [{ title: 'a cell', unit: 'ns', rows }];
    const figures = withFigures(
      '<!-- bench:some --><!-- /bench -->\n<!-- bench:missed --><!-- /bench -->',
      [{ question: 'some', asks: 'What?', machine, cells }],
    );
    expect(figures).toContain('| a cell | 100.0 ns | **0.50** (≥ 0.7) |');
    expect(figures).toContain('- some, a cell, theirs: 0.50, not ≥ 0.7');
  });
});
