// The report's own script: the table of connections, the ladder of one, CSV, copying, light and dark.
// The page is complete without it but for those.
(() => {
  const byId = (id) => document.getElementById(id);

  /** Elements by hand: text is always text, never markup. */
  const element = (tag, properties = {}, children = []) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const unpack = async () => {
    const text = byId('packed').textContent.trim();
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return JSON.parse(await new Response(stream).text());
  };

  const marks = {
    never: '✕',
    unjudged: '◌',
    late: '▲',
    reclaimed: '●',
    killed: '✕',
    kept: '●',
    hit: '◆',
  };
  const tones = {
    never: 'fail',
    unjudged: 'unknown',
    late: 'unknown',
    reclaimed: 'pass',
    killed: 'fail',
    kept: 'pass',
  };
  const words = {
    never: 'never reclaimed',
    unjudged: 'not judged',
    late: 'late',
    reclaimed: 'reclaimed in time',
    killed: 'healthy, killed',
    kept: 'healthy, kept',
    hit: 'hit by a fault',
  };
  const pageSize = 100;

  const row = ({ id, cohort, fate, fault, why }) => {
    const link = element('a', {
      href: `#connection=${encodeURIComponent(id)}`,
      className: 'connection',
      textContent: id,
    });
    const badge = element('span', {
      className: tones[fate] ?? '',
      textContent: `${marks[fate] ?? '·'} ${words[fate] ?? fate}`,
    });
    return element('tr', {}, [
      element('th', { scope: 'row' }, [link]),
      element('td', { textContent: cohort }),
      element('td', {}, [badge]),
      element('td', { textContent: fault }),
      element('td', { textContent: why }),
    ]);
  };

  const head = (names) =>
    element('thead', {}, [
      element(
        'tr',
        {},
        names.map((name) => element('th', { textContent: name })),
      ),
    ]);

  const showTable = (connections) => {
    const find = byId('find').value.toLowerCase();
    const fate = byId('fate').value;
    const found = connections.filter(
      (one) =>
        (fate === '' || one.fate === fate || (fate === 'hit' && one.fault !== '')) &&
        `${one.id} ${one.fault}`.toLowerCase().includes(find),
    );
    const body = element('tbody');
    let shown = 0;
    const more = element('button', { type: 'button' });
    const grow = () => {
      body.append(...found.slice(shown, shown + pageSize).map(row));
      shown = Math.min(found.length, shown + pageSize);
      more.hidden = shown === found.length;
      more.textContent = `show more (${found.length - shown} left)`;
    };
    more.addEventListener('click', grow);
    grow();
    byId('found').textContent = `${found.length} of ${connections.length}`;
    const names = ['connection', 'cohort', 'fate', 'fault', 'why'];
    byId('table').replaceChildren(
      element('table', { className: 'stack' }, [head(names), body]),
      more,
    );
  };

  const showLadder = (connection) => {
    const dialog = byId('ladder');
    const close = element('button', { type: 'button', className: 'close', textContent: 'close' });
    close.addEventListener('click', () => dialog.close());
    const columns = ['c', 't', 's', 'f'];
    const steps = connection.steps.map(([ms, ledger, text]) =>
      element('tr', { className: ledger }, [
        element('td', { textContent: `${(ms / 1000).toFixed(3)} s` }),
        ...columns.map((column) => element('td', { textContent: column === ledger ? text : '' })),
      ]),
    );
    if (connection.left > 0) {
      const text = `… ${connection.left} steps left out; history.ndjson has them`;
      const gap = element('tr', {}, [element('td', { colSpan: 5, textContent: text })]);
      steps.splice(Math.floor(steps.length / 2), 0, gap);
    }
    const title = element('h3', { id: 'ladder-title', textContent: connection.id });
    const names = ['at', 'client', 'tap', 'server', 'fault'];
    dialog.replaceChildren(
      close,
      title,
      element('p', { textContent: connection.why }),
      element('div', { className: 'scroll' }, [
        element('table', {}, [head(names), element('tbody', {}, steps)]),
      ]),
    );
    if (!dialog.open) dialog.showModal();
  };

  const followHash = (connections) => {
    const match = /^#connection=(.+)$/.exec(location.hash);
    if (match === null) return;
    const id = decodeURIComponent(match[1]);
    const connection = connections.find((one) => one.id === id);
    for (const list of document.querySelectorAll(':popover-open')) list.hidePopover();
    showLadder(
      connection ?? { id, why: 'Not in this report; history.ndjson has it.', steps: [], left: 0 },
    );
  };

  /** A field of a CSV file; a leading sign of a formula is made text. */
  const field = (text) => `"${text.replace(/^[=+@-]/, "'$&").replaceAll('"', '""')}"`;

  const saveCsv = (connections) => {
    const names = ['id', 'cohort', 'fate', 'fault', 'why'];
    const lines = connections.map((one) => names.map((name) => field(one[name])).join(','));
    const blob = new Blob([[names.join(','), ...lines].join('\r\n')], { type: 'text/csv' });
    const link = element('a', { href: URL.createObjectURL(blob), download: 'connections.csv' });
    link.click();
    URL.revokeObjectURL(link.href);
  };

  const startConnections = async () => {
    const connections = await unpack();
    byId('csv').addEventListener('click', () => saveCsv(connections));
    const show = () => showTable(connections);
    byId('find').addEventListener('input', show);
    byId('fate').addEventListener('change', show);
    show();
    // A link to the connection already in the address bar must open it again.
    byId('ladder').addEventListener('close', () =>
      history.replaceState(null, '', location.pathname + location.search),
    );
    addEventListener('hashchange', () => followHash(connections));
    followHash(connections);
  };

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // Where the clipboard is closed to pages from files, a selected field does it.
      const field = element('textarea', { value: button.dataset.copy });
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
    button.textContent = 'copied';
  };

  for (const button of document.querySelectorAll('[data-copy]')) {
    button.addEventListener('click', () => copy(button));
  }
  byId('theme').addEventListener('click', () => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const now = document.documentElement.dataset.theme ?? (dark ? 'dark' : 'light');
    document.documentElement.dataset.theme = now === 'dark' ? 'light' : 'dark';
  });
  startConnections().catch((error) => {
    byId('table').textContent = `The connections could not be unpacked: ${error.message}`;
  });
})();
