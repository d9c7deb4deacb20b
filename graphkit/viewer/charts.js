// What drawings share, and the ranking (forest), drawn as SVG at the width there is.

const FOREST_ROWS = 20;
const FOREST_PITCH = 27;
const SVG_SPACE = 'http://www.w3.org/2000/svg';

/** An element with attributes and children; text children are text, never markup. */
function el(tag, attributes = {}, ...children) {
  const svg = SVG_TAGS.has(tag);
  const made = svg ? document.createElementNS(SVG_SPACE, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== ''));
  return made;
}

const SVG_TAGS = new Set(['svg', 'g', 'path', 'rect', 'circle', 'line', 'text', 'title']);

/**
 * The fill of a person's disc, as in the pictures: beyond the flag line only the flagged are darker than the
 * line, and all others who are judged are calmed on the paper.
 */
function fillOf(i) {
  const { people, meta, states } = app.data,
    state = states[people.state[i]];
  const plain = { 'too few': 'var(--paper)', 'not judged': 'var(--no-score)', 'only named': 'var(--only-named)' }[
    state
  ];
  if (plain || state === 'flagged') return plain ?? rampColour(people.me_share[i]);
  const most = rampColour(Math.min(people.me_share[i], meta.flag_line - 0.005));
  return `color-mix(in srgb, ${most} ${100 * meta.calm}%, var(--paper))`;
}

const rampColour = (share) => app.data.meta.ramp[Math.min(Math.max(Math.round(share * 255), 0), 255)];
const stateOf = (i) => app.data.states[app.data.people.state[i]];
const verdictOf = (i) => app.data.verdicts[app.data.people.verdict[i]];
const isJudged = (i) => [ME, NAMES_OTHERS, UNDECIDED].includes(verdictOf(i));

/** Everybody's numbers for whom the test holds. */
const peopleWho = (test) => Array.from({ length: app.data.people.count }, (_, i) => i).filter(test);

/** Those who are ranked, by the end of the interval that is kinder to them. */
function ranked() {
  const low = app.data.people.me_share_low;
  return peopleWho(isJudged).sort((a, b) => low[b] - low[a] || a - b);
}

const round1 = (value) => Math.round(value * 10) / 10;
const line = (x1, y1, x2, y2, kind) => el('line', { x1: round1(x1), y1, x2: round1(x2), y2, class: kind });
const label = (x, y, text, attributes = {}) => el('text', { x: round1(x), y: round1(y), ...attributes }, text);

/** Draw again whenever the place has another width. */
function drawnIn(place, draw) {
  let width = 0;
  const redraw = () => {
    if (place.clientWidth < 120 || Math.abs(place.clientWidth - width) < 2) return;
    width = place.clientWidth;
    draw(width);
  };
  new ResizeObserver(redraw).observe(place);
  redraw();
}

function startCharts() {
  const forest = document.querySelector('#forest .plot'),
    quadrant = document.querySelector('#quadrant .plot');
  if (forest) drawnIn(forest, (width) => forest.replaceChildren(forestOf(ranked(), width)));
  if (quadrant) drawnIn(quadrant, (width) => quadrant.replaceChildren(quadrantOf(width)));
  document.addEventListener('chosen', ({ detail }) => {
    if (forest) markRow(forest, detail);
    if (quadrant) markDot(quadrant, detail);
  });
}

/** One row a person: the interval as a bar, the share as a dot, counts at the right. */
function forestOf(order, width) {
  const shown = order.slice(
    0,
    Math.max(FOREST_ROWS, Math.min(order.filter((i) => stateOf(i) === 'flagged').length, 40)),
  );
  const wide = width > 640,
    names = Math.min(170, Math.max(112, width * 0.3)),
    numbers = wide ? 260 : 62;
  const left = names + 12,
    span = width - left - numbers - 14,
    top = 46;
  const height = top + shown.length * FOREST_PITCH + 26,
    end = height - 24;
  const at = (share) => left + share * span;
  const box = el('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'group',
    'aria-label': forestWords(shown, order),
  });
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    box.append(line(at(share), top, at(share), end, 'grid'));
    if (wide || share % 0.5 === 0)
      box.append(label(at(share), end + 18, `${share * 100} %`, { class: 'tick', 'text-anchor': 'middle' }));
  }
  box.append(...forestLines(order, at, top, end, wide));
  const heads = wide
    ? [
        ['posts', 196],
        ['for others', 108],
        ['named by', 14],
      ]
    : [['posts', 8]];
  for (const [text, off] of heads)
    box.append(label(width - off, top - 12, text, { class: 'tick', 'text-anchor': 'end' }));
  box.append(
    ...shown.map((i, k) => forestRow(i, { y: top + (k + 0.5) * FOREST_PITCH, at, left, names, width, heads })),
  );
  return roving(box);
}

function forestLines(order, at, top, end, wide) {
  const { flag_line: flag } = app.data.meta;
  const shares = order.map((i) => app.data.people.me_share[i]).sort((a, b) => a - b);
  const middle = shares.length ? (shares[(shares.length - 1) >> 1] + shares[shares.length >> 1]) / 2 : null;
  const made = [line(at(1 / 3), top - 6, at(1 / 3), end, 'balance'), line(at(flag), top - 6, at(flag), end, 'flag')];
  made.push(
    label(at(flag) + (wide ? 0 : 14), top - 12, wide ? 'flag line' : 'flag', {
      class: 'tick flag-word',
      'text-anchor': 'middle',
    }),
  );
  if (wide)
    made.push(
      label(at(1 / 3), top - 12, 'two ears, one mouth', { class: 'tick balance-word', 'text-anchor': 'middle' }),
    );
  else made.push(label(at(1 / 3), top - 12, '⅓', { class: 'tick balance-word', 'text-anchor': 'middle' }));
  if (shares.length >= 5) {
    const near = Math.abs(middle - 1 / 3) < 0.2;
    made.push(line(at(middle), top - 6, at(middle), end, 'median'));
    if (wide)
      made.push(label(at(middle), near ? top - 27 : top - 12, 'median', { class: 'tick', 'text-anchor': 'middle' }));
  }
  return made;
}

function forestRow(i, { y, at, left, names, width, heads }) {
  const p = app.data.people,
    flagged = stateOf(i) === 'flagged';
  const row = el('g', {
    class: flagged ? 'row flagged' : 'row',
    'data-i': i,
    role: 'button',
    tabindex: -1,
    'aria-label': rowWords(i),
  });
  const from = at(p.me_share_low[i]),
    to = at(p.me_share_high[i]);
  row.append(el('rect', { x: 0, y: y - FOREST_PITCH / 2, width, height: FOREST_PITCH, rx: 4, class: 'hit' }));
  row.append(
    label(left - 14, y + 4.5, app.data.name(i, Math.floor(names / 8.4)), { class: 'name', 'text-anchor': 'end' }),
  );
  row.append(
    el('rect', {
      x: round1(from),
      y: y - 3.5,
      width: Math.max(2, round1(to - from)),
      height: 7,
      rx: 3.5,
      class: 'bar',
      fill: fillOf(i),
    }),
  );
  row.append(...shareDot(i, at(p.me_share[i]), y, 5.5));
  const values = { posts: p.posts[i], 'for others': p.posts_for_others[i], 'named by': p.in_degree[i] };
  for (const [name, off] of heads) {
    row.append(
      label(width - off, y + 4.5, known(values[name]) ? grouped(values[name]) : 'unknown', {
        class: 'number',
        'text-anchor': 'end',
      }),
    );
  }
  return row;
}

/** The dot of a share; with a white middle where the verdict is open, as in the pictures. */
function shareDot(i, x, y, r) {
  const dot = el('circle', { cx: round1(x), cy: y, r, fill: fillOf(i), class: 'dot' });
  return stateOf(i) === 'undecided' ? [dot, el('circle', { cx: round1(x), cy: y, r: r * 0.32, class: 'hole' })] : [dot];
}

const intervalWords = ({ low, high }) => `95 % interval ${percent(1 - high, false)}–${percent(1 - low)}`;

function rowWords(i) {
  const person = personAt(i);
  const name = app.data.name(i);
  return `${name}: ${cardSentence(person)} Of these name no one else: ${percent(person.me)}, ${intervalWords(person)}.`;
}

const forestWords = (shown, order) =>
  `Ranking of ${grouped(shown.length)} of ${counted(order.length, 'person', 'people')} who could ` +
  'be judged, by the lower end of the interval of their me-share. Arrow keys move, Enter opens the card.';

/** One tab stop for many items: arrow keys move among them, Enter and space choose. */
function roving(box) {
  const items = [...box.querySelectorAll('[data-i]')];
  if (items.length) items[0].setAttribute('tabindex', 0);
  box.addEventListener('keydown', (event) => {
    const now = items.indexOf(event.target),
      step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (now < 0) return;
    if (step) {
      const next = items[Math.min(Math.max(now + step, 0), items.length - 1)];
      items[now].setAttribute('tabindex', -1);
      next.setAttribute('tabindex', 0);
      next.focus();
    } else if (event.key === 'Enter' || event.key === ' ') choose(Number(event.target.dataset.i));
    else return;
    event.preventDefault();
  });
  box.addEventListener('click', (event) => {
    const item = event.target.closest('[data-i]');
    if (item) choose(Number(item.dataset.i));
  });
  return box;
}

function markRow(place, i) {
  if (!place) return;
  for (const row of place.querySelectorAll('.row.chosen')) row.classList.remove('chosen');
  place.querySelector(`.row[data-i="${i}"]`)?.classList.add('chosen');
}

