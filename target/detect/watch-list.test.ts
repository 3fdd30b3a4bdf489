import { expect } from 'chai';
import type { Connection } from '../core/connection.ts';
import { ActivityList, unlinked } from '../time/activity-list.ts';
import { WatchList, type Watched } from './watch-list.ts';

interface Watch extends Watched<Watch> {
  readonly name: string;
}

const watchOf = (name: string): Watch => ({
  name,
  connection: { name } as unknown as Connection,
  ...unlinked<Watch>(),
});

describe('watch list', () => {
  it('holds a watch by its connection, due after those before it', () => {
    const list = new WatchList<Watch>();
    const [one, two] = [watchOf('one'), watchOf('two')];
    list.add(one, 10);
    list.add(two, 20);
    expect(list.get(one.connection)).to.equal(one);
    const due: string[] = [];
    list.due.visitDue(15, 9, ({ name }) => due.push(name));
    expect(due).to.deep.equal(['one']);
  });

  it('drops a watch once, out of whichever list it is in', () => {
    const list = new WatchList<Watch>();
    const urgent = new ActivityList<Watch>();
    const watch = watchOf('one');
    list.add(watch, 10);
    urgent.touch(watch, 20);
    list.drop(watch.connection);
    list.drop(watch.connection);
    expect([list.due.size, urgent.size]).to.deep.equal([0, 0]);
    expect(list.get(watch.connection)).to.equal(undefined);
  });
});
