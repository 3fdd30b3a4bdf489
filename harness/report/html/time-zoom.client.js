// One window of time for all charts: choose it by two fields, a phase, or by dragging over the timeline.
(() => {
  const charts = [...document.querySelectorAll('[data-time] svg')];
  const bar = document.getElementById('zoom');
  if (charts.length === 0 || bar === null) return;
  const endS = Number(bar.dataset.end);
  const [left, right] = [Number(bar.dataset.left), Number(bar.dataset.right)];
  const [fromField, toField] = bar.querySelectorAll('input');

  const number = (text) => Number.parseFloat(text);
  /** How to write each attribute that holds horizontal places, given what becomes of a place. */
  const writers = {
    transform: (text, move) =>
      text.replace(/translate\(([-\d.]+)/, (_, x) => `translate(${move(number(x))}`),
    d: (text, move) =>
      text
        .replace(/([-\d.]+)(?=,)/g, (x) => move(number(x)))
        .replace(/H([-\d.]+)/g, (_, x) => `H${move(number(x))}`),
    cx: (text, move) => move(number(text)),
    x: (text, move) => move(number(text)),
    x1: (text, move) => move(number(text)),
    x2: (text, move) => move(number(text)),
  };

  /** Every attribute to be moved, as it was drawn: `[element, name, text]`. */
  const placesOf = (element) => {
    // A symbol's own shape is relative to where its transform puts it.
    if (element.hasAttribute('transform')) return [[element, 'transform']];
    return ['d', 'cx', 'x', 'x1', 'x2']
      .filter((name) => element.hasAttribute(name))
      .map((name) => [element, name]);
  };

  const drawn = charts.map((svg) => {
    const groups = [...svg.children].filter((child) => child.tagName === 'g');
    const isAxis = (group, letter) =>
      (group.getAttribute('aria-label') ?? '').startsWith(`${letter}-`);
    const marks = groups.filter((group) => !isAxis(group, 'x') && !isAxis(group, 'y'));
    for (const group of marks) group.setAttribute('clip-path', 'url(#time-clip)');
    const shapes = marks.flatMap((group) => [...group.querySelectorAll('*')]);
    const places = shapes
      .flatMap(placesOf)
      .map(([element, name]) => [element, name, element.getAttribute(name)]);
    const widths = shapes
      .filter((shape) => shape.hasAttribute('width'))
      .map((shape) => [
        shape,
        number(shape.getAttribute('x')),
        number(shape.getAttribute('width')),
      ]);
    const axis = groups.filter(
      (group) => isAxis(group, 'x') && (group.getAttribute('aria-label') ?? '').includes('tick'),
    );
    return { places, widths, axis: axis.map((group) => [group, [...group.children]]) };
  });

  const round = (value) => Math.round(value * 100) / 100;

  const niceTicks = (fromS, toS) => {
    const rough = (toS - fromS) / 9;
    const magnitude = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].find((factor) => factor * magnitude >= rough) * magnitude;
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const first = Math.ceil(fromS / step - 1e-9);
    const amount = Math.floor(toS / step + 1e-9) - first + 1;
    return Array.from({ length: amount }, (_, index) => ((first + index) * step).toFixed(digits));
  };

  const drawAxis = ([group, originals], move, window) => {
    const [pattern] = originals;
    if (window === undefined || pattern === undefined) {
      group.replaceChildren(...originals);
      return;
    }
    const made = niceTicks(...window).map((text) => {
      const tick = pattern.cloneNode(true);
      const x = move(left + (Number(text) / endS) * (right - left));
      tick.setAttribute(
        'transform',
        writers.transform(tick.getAttribute('transform'), () => x),
      );
      if (tick.tagName === 'text') tick.textContent = text;
      return tick;
    });
    group.replaceChildren(...made);
  };

  /** `window`: seconds from and to; the whole run without it. */
  const show = (window) => {
    const [fromS, toS] = window ?? [0, endS];
    const factor = endS / (toS - fromS);
    const move = (x) => round(left + (x - left - (fromS / endS) * (right - left)) * factor);
    for (const { places, widths, axis } of drawn) {
      for (const [element, name, text] of places) {
        element.setAttribute(name, window === undefined ? text : writers[name](text, move));
      }
      for (const [element, x, width] of widths) {
        const moved = window === undefined ? width : Math.max(0, move(x + width) - move(x));
        element.setAttribute('width', moved);
      }
      for (const one of axis) drawAxis(one, move, window);
    }
    fromField.value = round(fromS);
    toField.value = round(toS);
  };

  const zoom = (fromS, toS) => {
    const low = Math.max(0, Math.min(fromS, toS));
    const high = Math.min(endS, Math.max(fromS, toS));
    show(high - low < endS / 1000 || high - low >= endS ? undefined : [low, high]);
  };

  bar.addEventListener('change', () => zoom(Number(fromField.value), Number(toField.value)));
  bar.addEventListener('submit', (event) => event.preventDefault());
  for (const button of bar.querySelectorAll('button')) {
    button.addEventListener('click', () =>
      zoom(Number(button.dataset.from), Number(button.dataset.to)),
    );
  }

  // Dragging over a chart chooses what is under it, in the window that is shown now.
  const secondsAt = (svg, event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    const share = (x - left) / (right - left);
    const [fromS, toS] = [Number(fromField.value), Number(toField.value)];
    return fromS + share * (toS - fromS);
  };
  for (const svg of charts) {
    svg.addEventListener('pointerdown', (down) => {
      if (down.pointerType === 'touch' || down.button !== 0) return;
      const startS = secondsAt(svg, down);
      const startX = down.clientX;
      svg.setPointerCapture(down.pointerId);
      const onUp = (up) => {
        if (Math.abs(up.clientX - startX) > 6) zoom(startS, secondsAt(svg, up));
      };
      svg.addEventListener('pointerup', onUp, { once: true });
    });
    svg.addEventListener('dblclick', () => show(undefined));
  }
  bar.hidden = false;
})();
