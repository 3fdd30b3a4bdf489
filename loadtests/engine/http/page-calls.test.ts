import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runScript, type ScriptRun } from '../testing/run-script.ts';

const page = `<html><body><a>nowhere</a> <a href="/first?x=1">one</a> <a id="far" href="http://other.test/">two</a>
  <form action="login" method="post"><input name="user" value="ada"><input name="csrf" type="hidden" value="t/1">
    <input type="checkbox" name="tag" value="a" checked><input type="checkbox" name="tag" value="b" checked>
    <button type="submit" name="go" value="now">Go</button><input type="submit" name="other" value="later"></form>
  <form id="search" action="/find?old=1"><input name="q" value="a b"><button>ok</button></form>
  <form id="bare"><input name="z" value="1"></form></body></html>`;

describe('forms and links of a page', () => {
  let server: Server;
  let url: string;
  const asked: string[] = [];
  beforeEach(async () => {
    asked.length = 0;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', headers } = request;
        const body = Buffer.concat(chunks).toString();
        const parts = [method, request.url, body, headers['x-a']];
        asked.push(parts.filter((part) => part !== undefined && part !== '').join(' '));
        response.setHeader('set-cookie', 'seen=1');
        response.end(page);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dir/page`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const run = (body: string, head = ''): Promise<ScriptRun> =>
    runScript(
      `import http from 'k6/http'; import { group } from 'k6'; ${head}
       export default function () { const res = http.get('${url}'); ${body} }`,
    );

  it('send the fields of the first form and its button, others in their place', async () => {
    const { errors, lines, values } = await run(
      `const next = res.submitForm({ fields: { user: 'eve', more: 1 }, params: { headers: { 'X-A': 'h' } } });
       console.log(next.status, next.request.method, res.submitForm().url);`,
    );
    expect(errors).to.deep.equal([]);
    expect(asked.slice(1)).to.deep.equal([
      'POST /dir/login user=eve&csrf=t%2F1&tag=a&tag=b&go=now&more=1 h',
      'POST /dir/login user=ada&csrf=t%2F1&tag=a&tag=b&go=now',
    ]);
    expect(lines).to.deep.equal([`200 POST ${new URL('login', url).href}`]);
    expect(values('http_reqs')['count']).to.equal(3);
  });

  it('choose form and button by selector, and put the fields of GET into the URL', async () => {
    await run(
      `res.submitForm({ submitSelector: '[name=other]' });
       res.submitForm({ formSelector: '#search', fields: { n: [1, 2] } });
       res.submitForm({ formSelector: '#bare' });`,
    );
    expect(asked.slice(1)).to.deep.equal([
      'POST /dir/login user=ada&csrf=t%2F1&tag=a&tag=b&other=later',
      'GET /find?q=a+b&n=1&n=2',
      'GET /dir/page?z=1',
    ]);
  });

  it('follow the first link that leads somewhere, or the one a selector finds', async () => {
    const { errors } = await run(
      `group('g', () => res.clickLink().clickLink({ selector: 'a[href^="/"]', params: { headers: { 'X-A': 'h' } } }));`,
    );
    expect(errors).to.deep.equal([]);
    expect(asked.slice(1)).to.deep.equal(['GET /first?x=1', 'GET /first?x=1 h']);
  });

  it('say what was not found', async () => {
    const { errors } = await run(
      `try { res.submitForm({ formSelector: '#no' }); } catch (e) { console.error(e.message); }
       try { res.clickLink({ selector: 'b' }); } catch (e) { console.error(e.message); }
       res.clickLink({ selector: 'a' });`,
    );
    expect(errors[0]).to.equal(`submitForm(): no \`#no\` in ${url}`);
    expect(errors[1]).to.equal(`clickLink(): no \`b\` in ${url}`);
    expect(errors[2]).to.include(`clickLink(): what \`a\` finds in ${url} has no href`);
  });

  it('work in a thread of its own, too', async () => {
    const { errors, lines } = await run(
      `console.log(lazy(res).status);`,
      `const lazy = (res) => ({ get next() { return res.clickLink().submitForm(); } }).next;`,
    );
    expect(errors).to.deep.equal([]);
    expect(lines).to.deep.equal(['200']);
    expect(asked.slice(1)).to.deep.equal([
      'GET /first?x=1',
      'POST /login user=ada&csrf=t%2F1&tag=a&tag=b&go=now',
    ]);
  });
});
