import { expect } from 'chai';
import { ChaosError } from '../contracts/errors.ts';
import { exitCodeOf, formatError, notUndone } from './print-error.ts';

describe('errors as people read them', () => {
  it('say what was wrong, where, with which code, and what to do', () => {
    const position = { file: 'a.yaml', line: 3, column: 7 };
    const error = new ChaosError('CHAOS_ERR_FAULT_UNKNOWN', 'no fault `x`', {
      position,
      help: 'Y.',
    });
    expect(formatError(error)).to.equal(
      'a.yaml:3:7: no fault `x` [CHAOS_ERR_FAULT_UNKNOWN]\n  → Y.\n',
    );
    expect(exitCodeOf(error)).to.equal(254);
  });

  it('name what could not be undone, and the verb that tries again; exit code 4', () => {
    const text = formatError(notUndone('process 7: toxiproxy'));
    expect(text).to.match(/^not undone: process 7: toxiproxy \[CHAOS_ERR_NOT_UNDONE\]\n/);
    expect(text).to.contain('ws-chaos heal');
    expect(exitCodeOf(notUndone('x'))).to.equal(4);
  });

  it('keep the stack of what is our own mistake', () => {
    expect(formatError(new TypeError('oops'))).to.match(/internal error: TypeError: oops\n +at /);
    expect(exitCodeOf(new TypeError('oops'))).to.equal(255);
  });
});
