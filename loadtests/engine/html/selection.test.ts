import { expect } from 'chai';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { runScript } from '../testing/run-script.ts';
import { parseHtml } from './selection.ts';

const page = `<!doctype html><html lang="en"><head><title>A page</title></head><body>
  <ul id="list" data-max-size="3" data-more='{"a":1}'><li class="one odd">1</li><li class="two">2<b>!</b></li><li class="odd">3</li></ul>
  <p>text <a href="/x" rel="next">link</a></p>
  <form action="/login" method="post"><input name="user" value="ada"><input type="hidden" name="csrf" value="t/1">
    <input type="checkbox" name="stay" checked><input type="checkbox" name="no"><input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
    <select name="size"><option value="s">S</option><option selected>M</option></select><textarea name="note">a b</textarea>
    <input name="off" value="x" disabled><input type="submit" name="go" value="Go"></form></body></html>`;

describe('k6/html', () => {
  const doc = parseHtml(page);
  const texts = (selector: string): string[] =>
    doc
      .find(selector)
      .toArray()
      .map((each) => each.text());

  it('finds, counts and reads', () => {
    expect(doc.find('title').text()).to.equal('A page');
    expect(doc.find('li').size()).to.equal(3);
    expect(texts('li')).to.deep.equal(['1', '2!', '3']);
    expect(doc.find('li').text()).to.equal('12!3');
    expect(doc.find('a').attr('href')).to.equal('/x');
    expect([
      doc.find('a').attr('nope'),
      doc.find('a').attr('nope', 'd'),
      doc.find('i').attr('x'),
    ]).to.deep.equal([undefined, 'd', undefined]);
    expect(doc.find('.two').html()).to.equal('2<b>!</b>');
    expect(doc.find('i').html()).to.equal(undefined);
    expect(doc.find('ul').data('max-size')).to.equal(3);
    expect(doc.find('ul').data()).to.deep.equal({ maxSize: 3, more: { a: 1 } });
  });

  it('goes from one selection to another', () => {
    const two = doc.find('.two');
    expect(
      doc.find('li').first().text() + doc.find('li').last().text() + doc.find('li').eq(1).text(),
    ).to.equal('132!');
    expect(doc.find('li').slice(1).size()).to.equal(2);
    expect([two.next().text(), two.prev().text(), two.next('.one').size()]).to.deep.equal([
      '3',
      '1',
      0,
    ]);
    expect([
      doc.find('.one').nextAll().size(),
      doc.find('li').last().prevAll('.odd').size(),
    ]).to.deep.equal([2, 1]);
    expect(doc.find('.one').nextUntil('.odd').text()).to.equal('2!');
    expect(two.parent().attr('id')).to.equal('list');
    expect([
      two.parents().size(),
      two.parents('body').size(),
      two.parentsUntil('html').size(),
    ]).to.deep.equal([3, 1, 2]);
    expect([
      two.closest('ul').size(),
      two.closest('.two').size(),
      two.closest('p').size(),
    ]).to.deep.equal([1, 1, 0]);
    expect([
      doc.find('ul').children().size(),
      doc.find('ul').children('.odd').size(),
      two.contents().size(),
    ]).to.deep.equal([3, 2, 2]);
    expect(doc.find('li').has('b').text()).to.equal('2!');
    expect([doc.find('li').filter('.odd').size(), doc.find('li').not('.odd').size()]).to.deep.equal(
      [2, 1],
    );
    expect(
      doc
        .find('li')
        .filter((index) => index > 0)
        .size(),
    ).to.equal(2);
    expect(doc.find('li').not(two).size()).to.equal(2);
    expect([doc.find('li').is('.two'), two.is('.one'), doc.find('li').is(two)]).to.deep.equal([
      true,
      false,
      true,
    ]);
  });

  it('walks with functions, by elements whose properties are functions', () => {
    const seen: unknown[] = [];
    doc
      .find('li')
      .each((index, element) => seen.push([index, element?.textContent(), element?.classList()]));
    expect(seen[0]).to.deep.equal([0, '1', ['one', 'odd']]);
    expect(doc.find('li').map((index, item) => `${index}${item.text()}`)).to.deep.equal([
      '01',
      '12!',
      '23',
    ]);
    const list = doc.find('ul').get(0)!;
    const [first] = list.children() as (typeof list)[];
    expect([
      list.id(),
      list.nodeName(),
      list.childElementCount(),
      first!.innerHTML(),
    ]).to.deep.equal(['list', 'ul', 3, '1']);
    expect([
      list.contains(first),
      first!.isSameNode(list.firstElementChild() as object),
      list.matches('ul'),
    ]).to.deep.equal([true, true, true]);
    expect(doc.find('a').get(0)?.href()).to.equal('/x');
  });

  it('reads forms as they would be sent', () => {
    const form = doc.find('form');
    expect(form.serializeObject()).to.deep.equal({
      user: 'ada',
      csrf: 't/1',
      stay: 'on',
      r: '2',
      size: 'M',
      note: 'a b',
    });
    expect(form.serialize()).to.equal('user=ada&csrf=t%2F1&stay=on&r=2&size=M&note=a+b');
    expect(form.serializeArray()[0]).to.deep.equal({ name: 'user', value: 'ada' });
    expect([
      doc.find('[name=user]').val(),
      doc.find('select').val(),
      doc.find('textarea').val(),
    ]).to.deep.equal(['ada', 'M', 'a b']);
  });

  it('takes pieces of pages', () => {
    expect(parseHtml('<p>a</p><p>b</p>').find('p').text()).to.equal('ab');
    expect(parseHtml('').find('p').size()).to.equal(0);
  });

  it('is there for scripts, by import and by responses', async () => {
    const server = createServer((_request, response) => response.end(page)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { lines, errors } = await runScript(
      `import { parseHTML } from 'k6/html'; import http from 'k6/http';
       export default () => { const res = http.get('${url}');
         console.log(parseHTML(res.body).find('title').text(), res.html().find('head title').text(), res.html('li.two').text());
         console.log(http.post('${url}', res.html('form').serializeObject()).html('input[name=csrf]').val()); };`,
    );
    server.closeAllConnections();
    server.close();
    expect(lines).to.deep.equal(['A page A page 2!', 't/1']);
    expect(errors).to.deep.equal([]);
  });
});
