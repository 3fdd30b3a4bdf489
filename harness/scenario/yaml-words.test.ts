import { expect } from 'chai';
import { ScenarioError } from './scenario-error.ts';
import { parseSource } from './source-document.ts';

function problem(text: string): string {
  try {
    parseSource('chaos.yaml', text);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const { line, column } = error.position ?? {};
    return `${String(line)}:${String(column)} ${error.message} ${error.help ?? ''}`;
  }
  return 'none';
}

describe('words for broken YAML', () => {
  it('speak of tabs, fields written twice and second documents as their writer does', () => {
    expect(problem('load:\n\tusers: 1\n')).to.match(/^2:1 a tab indents.* Indent with spaces\.$/);
    expect(problem('seed: 1\nseed: 2\n')).to.match(/^2:1 this field is written twice/);
    expect(problem('seed: 1\n---\nseed: 2\n')).to.match(/^2:1 a second document begins here\./);
  });

  it("are the parser's own where nothing better is known", () => {
    expect(problem('a: {b: 1\nc: 2\n')).to.contain('Flow map').and.contain('Correct the YAML');
  });
});
