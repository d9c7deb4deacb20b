// The plane of posts for others against the rest (quadrant), drawn as SVG at the width there is.

const LABELS_MOST = 9;

/** Where people stand in the quadrant: posts for others across, the rest upwards, on axes that grow by factors. */
function quadrantScale(width, height) {
  const p = app.data.people,
    who = peopleWho((i) => known(p.me_share[i]) && stateOf(i) !== 'only named');
  const most = who.reduce((max, i) => Math.max(max, p.posts_for_others[i], p.posts[i] - p.posts_for_others[i]), 9);
  const left = 46,
    right = width - 10,
    top = 30,
    bottom = height - 44,
    end = Math.log1p(most * 1.25);
  const x = (value) => left + 14 + (Math.log1p(value) / end) * (right - left - 14);
  const y = (value) => bottom - 14 - (Math.log1p(value) / end) * (bottom - top - 14);
  // People with the same counts would hide one another: each is moved by under four points, always the same way.
  const aside = (i, turn) => ((((i + 1) * turn) % 97) / 97 - 0.5) * 7;
  const place = (i) => [x(p.posts_for_others[i]) + aside(i, 31), y(p.posts[i] - p.posts_for_others[i]) + aside(i, 53)];
  return { who, most, left, right, top, bottom, x, y, places: new Map(who.map((i) => [i, place(i)])) };
}

function quadrantOf(width) {
  const height = Math.round(Math.min(Math.max(width * 0.72, 320), 600)),
    scale = quadrantScale(width, height);
  const { left, right, top, bottom } = scale;
  const box = el('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': quadrantWords(scale),
  });
  box.append(
    el('rect', { x: left, y: top, width: right - left, height: bottom - top, class: 'field' }),
    ...zones(scale),
    ...axes(scale),
  );
  box.append(...dotLayers(scale), el('g', { class: 'mark' }), ...dotLabels(scale));
  watchDots(box, scale);
  return box;
}

/** The number of posts naming no one else beyond which the whole interval lies below the threshold. */
function flagBoundary(others, threshold) {
  let [low, high] = [0, 1e9];
  for (let k = 0; k < 64; k++) {
    const middle = (low + high) / 2;
    if (wilson(others, others + middle)[1] < threshold) high = middle;
    else low = middle;
  }
  return high;
}

/** A curve of how many of the one sort of posts go with the other, as path, up to the edges of the field. */
function curve({ x, y, most, right, top }, rest) {
  const points = [];
  for (let k = 0; k <= 60; k++) {
    const others = Math.expm1((k / 60) * Math.log1p(most * 1.25)),
      at = [x(others), y(rest(others))];
    if (at[0] <= right && at[1] >= top) points.push(at);
    else if (points.length) {
      const [px, py] = points[points.length - 1],
        cut = (top - py) / (at[1] - py);
      if (at[1] < top) points.push([px + cut * (at[0] - px), top]);
      break;
    }
  }
  return points.map(([px, py]) => `${round1(px)} ${round1(py)}`);
}

/** Where an account can be flagged, with the words for it; nothing where nobody has posts enough. */
function flagZone(scale, threshold) {
  const { left, right, top } = scale,
    points = curve(scale, (others) => flagBoundary(others, threshold));
  if (!points.length) return [];
  const first = points[0].split(' ')[1],
    end = Number(points[points.length - 1].split(' ')[0]);
  const words = label(Math.min(end + 40, right), top - 10, 'above this line: can be flagged', {
    class: 'tick flag-word',
    'text-anchor': 'end',
  });
  return [
    el('path', { d: `M${left} ${first}L${points.join('L')}L${left} ${top}Z`, class: 'zone-flag' }),
    el('path', { d: `M${left} ${first}L${points.join('L')}`, class: 'flag' }),
    ...(right > 480 ? [words] : []),
  ];
}

function zones(scale) {
  const { left, right, top, bottom, y } = scale,
    flag = app.data.meta.flag_line;
  const balance = curve(scale, (others) => others / 2);
  const last = balance[balance.length - 1].split(' ').map(Number);
  const made = [
    ...flagZone(scale, 1 - flag),
    el('path', {
      d: `M${left} ${round1(y(0))}L${balance.join('L')}L${right} ${last[1]}V${bottom}H${left}Z`,
      class: 'zone-balance',
    }),
    el('path', { d: `M${balance.join('L')}`, class: 'balance' }),
  ];
  made.push(
    label(right - 8, bottom - 26, 'two or more for others : one not', {
      class: 'tick balance-word',
      'text-anchor': 'end',
    }),
  );
  return made;
}

function axes({ left, right, bottom, x, y, most }) {
  const steps = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000].filter(
    (v) => v <= most * 1.2,
  );
  const thin = steps.filter((v) => right - left > 420 || !/[25]/.test(String(v)[0]));
  const made = thin.map((v) => label(x(v), bottom + 17, grouped(v), { class: 'tick', 'text-anchor': 'middle' }));
  made.push(...thin.map((v) => label(left - 8, y(v) + 4, grouped(v), { class: 'tick', 'text-anchor': 'end' })));
  made.push(label(right, bottom + 37, 'posts for others →', { class: 'axis', 'text-anchor': 'end' }));
  made.push(label(left - 30, 18, '↑ posts that name no one else', { class: 'axis' }));
  return made;
}

/**
 * Dots of one colour as one path: lines without length, whose round ends are discs. 30,000 people take few
 * elements.
 */
function dots(who, places, size, colour) {
  const d = who.map((i) => `M${round1(places.get(i)[0])} ${round1(places.get(i)[1])}h0`).join('');
  return el('path', { d, stroke: colour, 'stroke-width': size, class: 'dots' });
}

function dotLayers({ who, places }) {
  const size = who.length > 5000 ? 4 : who.length > 500 ? 7 : 9,
    made = [];
  const some = (state) => who.filter((i) => stateOf(i) === state),
    flagged = some('flagged'),
    few = some('too few');
  made.push(dots(few, places, size - 1, 'var(--hollow)'), dots(few, places, size - 2.6, 'var(--paper)'));
  made.push(dots(some('not judged'), places, size - 1, 'var(--no-score)'));
  for (const group of [[...some('judged'), ...some('undecided')], flagged]) {
    const ringed = group.filter(hasRing),
      bins = groupedBy(group, fillOf);
    if (group === flagged) made.push(dots(group, places, size + 6, 'var(--flag-halo)'));
    made.push(dots(group, places, size + 1.8, 'var(--dot-edge)'));
    made.push(dots(ringed, places, size + 5, 'var(--loop)'), dots(ringed, places, size + 2.4, 'var(--paper)'));
    for (const [colour, them] of [...bins].sort()) made.push(dots(them, places, size, colour));
  }
  made.push(dots(some('undecided'), places, size * 0.3, 'var(--dot-edge)'));
  return made;
}

const hasRing = (i) => app.data.people.self_mention_ratio[i] >= 0.2 && app.data.people.self_mentions[i] >= 3;

function groupedBy(items, key) {
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(item);
  }
  return groups;
}

/** Names of the flagged with most posts, beside their dots, where they hide no other name and no dark dot. */
function dotLabels({ who, places, left, right }) {
  const { posts } = app.data.people,
    taken = [],
    made = [];
  const loud = who.filter((i) => stateOf(i) === 'flagged').sort((a, b) => posts[b] - posts[a] || a - b);
  const dark = [...loud, ...who.filter((i) => stateOf(i) === 'undecided')].map((i) => places.get(i));
  for (const i of loud) {
    if (made.length >= LABELS_MOST) break;
    const text = app.data.name(i, 20),
      [px, py] = places.get(i),
      wide = text.length * 7.6;
    const free = (from) =>
      from > left &&
      from + wide < right &&
      taken.every(([x, y, w]) => from > x + w || x > from + wide || Math.abs(py - y) > 15) &&
      dark.every(([x, y]) => x < from - 7 || x > from + wide + 7 || Math.abs(py - y) > 12);
    const from = [px + 10, px - 10 - wide].find(free);
    if (from === undefined) continue;
    taken.push([from, py, wide]);
    made.push(
      label(from < px ? px - 10 : px + 10, py + 4, text, {
        class: 'name flagged',
        'text-anchor': from < px ? 'end' : 'start',
      }),
    );
  }
  return made;
}

/** Under the pointer the nearest person is named; a click chooses them. */
function watchDots(box, { who, places }) {
  const tip = document.querySelector('#tip');
  const nearest = (event) => {
    const { left, top } = box.getBoundingClientRect(),
      px = event.clientX - left,
      py = event.clientY - top;
    let best = -1,
      least = 15 ** 2;
    for (const i of who) {
      const [x, y] = places.get(i),
        off = (x - px) ** 2 + (y - py) ** 2;
      if (off < least) [best, least] = [i, off];
    }
    return best;
  };
  box.addEventListener('pointermove', (event) => {
    const i = nearest(event);
    box.classList.toggle('over', i >= 0);
    markDot(box.parentNode, i >= 0 ? i : app.chosen);
    showDotTip(tip, i, event);
  });
  box.addEventListener('pointerleave', () => {
    showDotTip(tip, -1);
    markDot(box.parentNode, app.chosen);
  });
  box.addEventListener('click', (event) => nearest(event) >= 0 && choose(nearest(event)));
  box.mark = (i) => {
    const at = places.get(i);
    box.querySelector('.mark').replaceChildren(...(at ? [el('circle', { cx: at[0], cy: at[1], r: 9 })] : []));
  };
  box.mark(app.chosen);
}

const markDot = (place, i) => place?.querySelector('svg')?.mark?.(i);

function showDotTip(tip, i, event) {
  tip.hidden = i < 0;
  if (i < 0) return;
  const person = personAt(i);
  tip.replaceChildren(
    el('b', {}, el('bdi', {}, app.data.name(i))),
    el('span', {}, cardSentence(person)),
    el('span', {}, person.verdict || person.reason),
  );
  const x = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8),
    y = event.clientY + 16;
  Object.assign(tip.style, {
    left: `${Math.max(8, x)}px`,
    top: `${Math.min(y, innerHeight - tip.offsetHeight - 8)}px`,
  });
}

function quadrantWords({ who }) {
  const flagged = who.filter((i) => stateOf(i) === 'flagged').length;
  const twice = who.filter((i) => isJudged(i) && app.data.people.me_share[i] <= 1 / 3).length;
  return (
    `Posts for others against posts that name no one else, ${counted(who.length, 'person', 'people')}: ` +
    `${grouped(flagged)} flagged; ${grouped(twice)} of those judged give at least two posts to others for each of ` +
    'their own. The table has the same numbers.'
  );
}
