// The index's own script: draws the runs, filters them, sets two beside each other.
(() => {
  const byId = (id) => document.getElementById(id);
  const { mode, runs } = JSON.parse(byId('data').textContent);
  const marks = { pass: '✓', fail: '✗', unknown: '?', unjudged: '·' };
  const chosen = new Set();

  /** Elements by hand: text is always text, never markup. */
  const element = (tag, properties = {}, children = []) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const cell = (content, className = '') => element('td', { className }, [content]);
  const badge = (outcome) =>
    element('span', {
      className: `badge ${outcome}`,
      textContent: `${marks[outcome]} ${outcome}`,
    });

  /** Folder and file names as an address: every part encoded, the slashes kept. */
  const address = (...parts) => parts.join('/').split('/').map(encodeURIComponent).join('/');
  const fileAddress = (run, file) =>
    mode === 'served' ? `/runs/${address(run.path, file)}` : address(run.path, file);

  const seconds = (ms) => (ms === null ? '–' : `${(ms / 1000).toFixed(2)} s`);
  const zombies = ({ matrix }) => {
    if (matrix === undefined) return '–';
    const { reclaimed, late, never, unjudged } = matrix.zombies;
    const judged = [reclaimed, late, never].join(' / ');
    return unjudged > 0 ? `${judged} (${unjudged} not judged)` : judged;
  };
  const healthy = ({ matrix }) =>
    matrix === undefined ? '–' : `${matrix.healthy.kept} / ${matrix.healthy.killed}`;

  const links = (run) => {
    const made = run.files
      .filter((file) => /\.(html|json|ndjson|xml|md|yaml)$/.test(file))
      .map((file) => element('a', { href: fileAddress(run, file), textContent: file }));
    if (mode === 'served') {
      const href = `/archive/${address(run.path)}.tar.gz`;
      made.push(element('a', { href, textContent: 'tar.gz', download: '' }));
    }
    return element('details', {}, [
      element('summary', { textContent: `${made.length} files` }),
      ...made.map((link) => element('div', {}, [link])),
    ]);
  };

  const title = (run) => {
    const first = run.files.includes('report.html') ? 'report.html' : 'plan.json';
    return element('a', { href: fileAddress(run, first), textContent: run.scenario });
  };

  const row = (run) => {
    const box = element('input', {
      type: 'checkbox',
      checked: chosen.has(run),
      ariaLabel: `compare ${run.path}`,
    });
    box.addEventListener('change', () => {
      if (box.checked) chosen.add(run);
      else chosen.delete(run);
      showComparison();
    });
    const failed = run.failed.join(', ') || (run.ended === 'completed' ? '' : run.ended);
    return element('tr', {}, [
      cell(box),
      cell(badge(run.outcome)),
      cell(title(run)),
      cell(run.target),
      cell(String(run.seed), 'amount'),
      cell(zombies(run), 'amount'),
      cell(healthy(run), 'amount'),
      cell(seconds(run.slowestReclaimMs), 'amount'),
      cell(failed, 'fail'),
      cell(run.wallTime.replace('T', ' ').slice(0, 19), 'faint'),
      cell(links(run)),
    ]);
  };

  const amounts = new Set([
    'seed',
    'zombies in time / late / never',
    'healthy kept / killed',
    'slowest reclaim',
  ]);
  const head = (names) =>
    element('thead', {}, [
      element(
        'tr',
        {},
        names.map((textContent) => {
          const isAmount = amounts.has(textContent);
          return element('th', { textContent, className: isAmount ? 'amount' : '' });
        }),
      ),
    ]);
  const columns = [
    'compare',
    'outcome',
    'scenario',
    'server',
    'seed',
    'zombies in time / late / never',
    'healthy kept / killed',
    'slowest reclaim',
    'why',
    'ended (UTC)',
    'files',
  ];

  const show = () => {
    const words = byId('find').value.toLowerCase().split(/\s+/);
    const boxes = [...document.querySelectorAll('[name=outcome]:checked')];
    const outcomes = boxes.map(({ value }) => value);
    const found = runs.filter((run) => {
      const text = `${run.scenario} ${run.target} ${run.seed} ${run.failed} ${run.path}`;
      return (
        outcomes.includes(run.outcome) && words.every((word) => text.toLowerCase().includes(word))
      );
    });
    byId('runs').replaceChildren(head(columns), element('tbody', {}, found.map(row)));
    byId('found').textContent = `${found.length} of ${runs.length}`;
  };

  /** The rows of a comparison; what differs comes first. */
  const facts = [
    ['outcome', ({ outcome }) => outcome],
    ['checks failed', ({ failed }) => failed.join(', ') || 'none'],
    ['zombies in time / late / never', zombies],
    ['healthy kept / killed', healthy],
    ['slowest reclaim', ({ slowestReclaimMs }) => seconds(slowestReclaimMs)],
    ['service level', ({ reclaimWithinMs }) => seconds(reclaimWithinMs)],
    ['scenario', ({ scenario }) => scenario],
    ['server', ({ target }) => target],
    ['seed', ({ seed }) => String(seed)],
    ['plan', ({ planHash }) => planHash.slice(0, 12)],
  ];

  const showComparison = () => {
    const section = byId('comparison');
    section.hidden = chosen.size < 2;
    if (section.hidden) return;
    const shown = [...chosen];
    const rows = facts
      .map(([name, tell]) => ({ name, told: shown.map(tell) }))
      .map((fact) => ({ ...fact, differs: new Set(fact.told).size > 1 }))
      .sort((one, other) => Number(other.differs) - Number(one.differs))
      .map(({ name, told, differs }) =>
        element('tr', {}, [
          element('th', { scope: 'row', textContent: `${differs ? '≠' : '='} ${name}` }),
          ...told.map((text) => cell(text, differs ? '' : 'faint')),
        ]),
      );
    section.replaceChildren(
      element('h2', { textContent: `${shown.length} runs side by side` }),
      element('div', { className: 'scroll' }, [
        element('table', {}, [
          head(['', ...shown.map(({ path }) => path)]),
          element('tbody', {}, rows),
        ]),
      ]),
    );
  };

  const totals = Object.keys(marks)
    .map((outcome) => [outcome, runs.filter((run) => run.outcome === outcome).length])
    .filter(([, amount]) => amount > 0)
    .map(([outcome, amount]) => `${marks[outcome]} ${amount} ${outcome}`);
  byId('totals').textContent = totals.join(' · ') || 'No run yet: ws-chaos run <scenario>';
  byId('filter').addEventListener('input', show);
  byId('filter').addEventListener('submit', (event) => event.preventDefault());
  show();
})();
