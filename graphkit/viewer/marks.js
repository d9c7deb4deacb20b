// What is drawn, as arrays of numbers in points: WebGL and Canvas draw the same marks, those of the PNG.

const FULL_TURN = 338;
const RING_FROM = 0.2;
const RING_LEAST = 3;
const HALO = 2.2;
const HOLE = 0.32;
const DIMMED = 0.13;
const BEND = 0.13;
/** State, outline and its width in points; drawn in this order, the flagged last. */
const LAYERS = [
  ['only named', null, 0],
  ['too few', 'hollow_edge', 0.6],
  ['not judged', 'paper', 0.3],
  ['judged', 'paper', 0.5],
  ['undecided', 'paper', 0.5],
  ['flagged', 'paper', 0.6],
];

const FLAGGED_LAYER = LAYERS.length - 1;

const ringGap = (r) => Math.min(Math.max(0.14 * r, 0.9), 2.4);
const ringThickness = (r) => Math.min(Math.max(0.2 * r, 1.3), 3.6);
const ringReach = (r) => ringGap(r) + ringThickness(r) * 1.5;
const rgb = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
/** The names that the style sheet has for the colours of the marks. */
const COLOUR_NAMES = {
  ink: 'ink', muted: 'mute', paper: 'paper', given: 'given', returned: 'returned', loop: 'loop', flag_text: 'me',
  flag_halo: 'flag-halo', hollow_edge: 'hollow', only_named: 'only-named', no_score: 'no-score', retweet: 'k-retweet',
  quote: 'k-quote', reply: 'k-reply', mention: 'k-mention', focus: 'focus',
};

/** The colours of the page as it is shown now, light or dark, as red, green, blue. */
function pageColours(element) {
  const style = getComputedStyle(element);
  const long = (hex) => (hex.length === 4 ? `#${[...hex.slice(1)].map((c) => c + c).join('')}` : hex);
  const entry = ([name, variable]) => [name, rgb(long(style.getPropertyValue(`--${variable}`).trim()))];
  const colours = Object.fromEntries(Object.entries(COLOUR_NAMES).map(entry));
  return { ...colours, dark: colours.paper[0] < 128 };
}

/** How much of a person's acts goes to themselves, where it is drawn; else 0. */
function ringOf(people, i) {
  const ratio = people.self_mention_ratio[i];
  return ratio >= RING_FROM && people.self_mentions[i] >= RING_LEAST ? ratio : 0;
}

/** Places, sizes and drawing order of the people in the picture. `at` changes where people are shown for a while. */
function makePlan(data) {
  const { people, states } = data;
  const x = Float32Array.from(people.x);
  const y = Float32Array.from(people.y);
  const radius = Float32Array.from(people.radius);
  const ring = Float32Array.from(radius, (_, i) => ringOf(people, i));
  const reach = Float32Array.from(radius, (r, i) => (ring[i] ? r + ringReach(r) : r));
  const rank = new Map(LAYERS.map(([state], k) => [state, k]));
  const layer = Uint8Array.from(people.state, (code) => rank.get(states[code]));
  const placed = Uint8Array.from(x, (v) => (Number.isNaN(v) ? 0 : 1));
  const share = (i) => people.me_share[i] || 0;
  const order = Uint32Array.from(x.keys())
    .filter((i) => placed[i])
    .sort((a, b) => layer[a] - layer[b] || share(a) - share(b) || a - b);
  return { data, x, y, radius, ring, reach, layer, placed, order, extra: [] };
}

/** Fill of a disc as red, green, blue; beyond the flag line only the flagged are darker than
 * the line, and all others who are judged are calmed on the paper. */
function discFill(data, i, colours, ramp) {
  const state = data.states[data.people.state[i]];
  if (state === 'too few') return colours.paper;
  if (state === 'not judged') return colours.no_score;
  if (state === 'only named') return colours.only_named;
  const share = data.people.me_share[i];
  const shown = state === 'flagged' ? share : Math.min(share, data.meta.flag_line - 0.005);
  const pure = ramp[Math.min(Math.max(Math.round(shown * 255), 0), 255)];
  if (state === 'flagged') return pure;
  const { calm } = data.meta;
  return pure.map((part, k) => Math.round(calm * part + (1 - calm) * colours.paper[k]));
}

/** Discs, halos and rings of the people shown. `bright` dims everybody else; null dims nobody. */
function personMarks(plan, shown, bright, colours, ramp) {
  const { data, x, y, radius, reach, ring, layer } = plan;
  const here = Array.from([...plan.extra, ...plan.order].filter((i) => shown[i]));
  const dim = (i) => (bright && !bright[i] ? DIMMED : 1);
  if (bright) here.sort((a, b) => bright[a] - bright[b]);
  const discs = emptyMarks(here.length, 8, 8);
  here.forEach((i, k) => {
    const [state, edge, width] = LAYERS[layer[i]];
    discs.form.set([x[i], y[i], radius[i], width, state === 'undecided' ? HOLE : 0], 8 * k);
    discs.colour.set([...discFill(data, i, colours, ramp), 255 * dim(i)], 8 * k);
    const outline = state === 'undecided' && colours.dark ? colours.ink : edge && colours[edge];
    discs.colour.set(outline ? [...outline, 255 * dim(i)] : [0, 0, 0, 0], 8 * k + 4);
  });
  const loud = here.filter((i) => layer[i] === FLAGGED_LAYER);
  const halos = emptyMarks(loud.length, 8, 8);
  loud.forEach((i, k) => {
    halos.form.set([x[i], y[i], reach[i] + HALO], 8 * k);
    halos.colour.set([...colours.flag_halo, 255 * dim(i)], 8 * k);
  });
  const looped = here.filter((i) => ring[i] > 0);
  const rings = emptyMarks(looped.length, 4, 4);
  looped.forEach((i, k) => {
    // On dark paper the ring of the flagged lies on their bright halo.
    const ink = layer[i] === FLAGGED_LAYER && colours.dark ? colours.paper : colours.loop;
    rings.form.set([x[i], y[i], radius[i], ring[i]], 4 * k);
    rings.colour.set([...ink, 255 * dim(i)], 4 * k);
  });
  return { discs, halos, rings, here };
}

/** The ties to draw, the heaviest first: number, acts forth and back of the kinds chosen. Returned ones once. */
function tiesShown(plan, shown, kinds, onlyReturned) {
  const { ties } = plan.data;
  const chosen = TIE_KINDS.filter((kind) => kinds[kind]);
  const all = chosen.length === TIE_KINDS.length;
  const acts = (k) => (all ? ties.weight[k] : chosen.reduce((sum, kind) => sum + ties[kind][k], 0));
  const found = [];
  for (let k = 0; k < ties.count; k++) {
    const s = ties.source[k];
    const t = ties.target[k];
    if (!plan.placed[s] || !plan.placed[t] || !shown[s] || !shown[t]) continue;
    const forth = acts(k);
    const back = ties.reverse[k] < 0 ? 0 : acts(ties.reverse[k]);
    if (!forth || (back && s > t) || (onlyReturned && !back)) continue;
    found.push({ k, s, t, forth, back });
  }
  const heavy = (tie) => (tie.back ? 2 : 1) * (tie.forth + tie.back);
  return found.sort((a, b) => heavy(b) - heavy(a) || a.k - b.k);
}

/** Crowded pictures are drawn fainter, and in them long lines. */
function tieOpacity(length, count) {
  const crowd = Math.min(Math.max(15 / Math.sqrt(count + 1), 0.07), 0.42);
  return crowd * Math.min(Math.max(110 / (length + 1), 0.45), 1.25) ** Math.min(1, count / 100);
}

/** Tapers of what is given, then straight bands of what is returned, wide at each end as that side's acts. */
function tieMarks(plan, ties, count, colours) {
  const tapers = ties.filter((tie) => !tie.back);
  const bands = ties.filter((tie) => tie.back);
  const marks = emptyLines(ties.length);
  // Of one person's own export, as in its picture, kinds are what tells the ties apart.
  const alone = plan.data.meta.counts.accounts === 1;
  for (const tie of [...tapers, ...bands]) {
    const length = Math.hypot(plan.x[tie.t] - plan.x[tie.s], plan.y[tie.t] - plan.y[tie.s]);
    const strength = Math.min(tieOpacity(length, count) * (tie.back || alone ? 1.9 : 1), 0.85);
    const oneWay = alone ? colours[commonestKind(plan, tie.k)] : colours.given;
    const [red, green, blue] = tie.back ? colours.returned : oneWay;
    addLine(marks, plan, tie, {
      width: [lineWidth(plan, tie.forth), tie.back ? lineWidth(plan, tie.back) : 0.12],
      bend: tie.back ? 0 : BEND,
      colour: [red, green, blue, 255 * strength],
    });
  }
  return marks;
}

/** What a tie mostly is. */
function commonestKind({ data: { ties } }, k) {
  return SINGULAR[TIE_KINDS.reduce((best, kind) => (ties[kind][k] > ties[best][k] ? kind : best))];
}

const lineWidth = (plan, acts) => Math.min(plan.data.meta.thickness * Math.sqrt(acts), 7);

/** Room for so many marks: numbers and colour bytes of each. */
function emptyMarks(count, numbers, bytes) {
  return { count, form: new Float32Array(count * numbers), colour: new Uint8Array(count * bytes) };
}

const emptyLines = (most) => ({ ...emptyMarks(most, 12, 4), count: 0 });

function addLine(marks, plan, { s, t }, { width, bend, colour }) {
  const { form } = marks;
  const at = marks.count * 12;
  form[at] = plan.x[s];
  form[at + 1] = plan.y[s];
  form[at + 2] = plan.x[t];
  form[at + 3] = plan.y[t];
  form[at + 4] = width[0];
  form[at + 5] = width[1];
  form[at + 6] = plan.reach[s] + 0.4;
  form[at + 7] = plan.reach[t] + 0.6;
  form[at + 8] = bend;
  marks.colour.set(colour, marks.count * 4);
  marks.count++;
}

/** One person's ties: returned ones on a pale band, and each side's acts in the colour of their commonest kind. */
function egoMarks(plan, i, kinds, onlyReturned, colours) {
  const { data } = plan;
  const { ties } = data;
  const marks = emptyLines(3 * (data.out(i).length + data.into(i).length));
  const acts = (k) => (k < 0 ? 0 : TIE_KINDS.reduce((sum, kind) => sum + (kinds[kind] ? ties[kind][k] : 0), 0));
  const both = (k) => acts(k) > 0 && acts(ties.reverse[k]) > 0;
  const mine = [...data.out(i), ...data.into(i)].filter((k) => acts(k) && (both(k) || !onlyReturned));
  const here = mine.filter((k) => !Number.isNaN(plan.x[ties.source[k]] + plan.x[ties.target[k]]));
  const wide = Math.max(1, 2.2 - here.length / 60);
  for (const k of here.filter((k) => both(k) && ties.source[k] === i)) {
    addLine(marks, plan, { s: i, t: ties.target[k] }, { width: [4, 4], bend: 0, colour: [...colours.returned, 56] });
  }
  for (const k of here) {
    const kind = TIE_KINDS.filter((name) => kinds[name]).sort((a, b) => ties[b][k] - ties[a][k])[0];
    addLine(marks, plan, { s: ties.source[k], t: ties.target[k] }, {
      width: [Math.max(1, wide * lineWidth(plan, acts(k))), 0.3],
      bend: BEND,
      colour: [...colours[SINGULAR[kind]], 225],
    });
  }
  return { marks, near: mine.map((k) => (ties.source[k] === i ? ties.target[k] : ties.source[k])) };
}

const SINGULAR = { retweets: 'retweet', quotes: 'quote', replies: 'reply', mentions: 'mention' };

/** Neighbours that have no place in the picture stand around the person while the person is chosen. */
function placeAround(plan, i, near) {
  const waiting = [...new Set(near)].filter((j) => !plan.placed[j]);
  const size = 1.6;
  let distance = plan.reach[i] + 9;
  for (let k = 0; k < waiting.length; ) {
    const fit = Math.min(Math.floor((2 * Math.PI * distance) / (2 * size + 2.4)), waiting.length - k);
    for (let n = 0; n < fit; n++, k++) {
      const angle = (2 * Math.PI * (n + 0.5)) / fit;
      plan.x[waiting[k]] = plan.x[i] + distance * Math.sin(angle);
      plan.y[waiting[k]] = plan.y[i] + distance * Math.cos(angle);
      plan.radius[waiting[k]] = plan.reach[waiting[k]] = size;
    }
    distance += 2 * size + 2.4;
  }
  plan.extra = waiting;
}

function clearAround(plan) {
  for (const i of plan.extra) plan.x[i] = plan.y[i] = plan.radius[i] = NaN;
  plan.extra = [];
}

/** Tapers as outlines, as `ribbons` of the PNG makes them: from rim to rim, bent to one side. Pixels, y up. */
function ribbon(form, k, unit, size, steps) {
  const [x0, y0, x1, y1, w0, w1, rim0, rim1, bend] = form.subarray(12 * k, 12 * k + 9);
  const ax = (x1 - x0) * unit;
  const ay = (y1 - y0) * unit;
  const length = Math.hypot(ax, ay) + 1e-6;
  const [px, py] = [-ay * bend, ax * bend];
  const shrink = Math.min(1, (0.92 * length) / ((rim0 + rim1) * size + 1e-6));
  const out = Math.hypot(ax / 2 + px, ay / 2 + py) + 1e-6;
  const first = [((ax / 2 + px) / out) * rim0 * size * shrink, ((ay / 2 + py) / out) * rim0 * size * shrink];
  const last = [ax + ((px - ax / 2) / out) * rim1 * size * shrink, ay + ((py - ay / 2) / out) * rim1 * size * shrink];
  const span = Math.hypot(last[0] - first[0], last[1] - first[1]) / length;
  const control = [(first[0] + last[0]) / 2 + px * span, (first[1] + last[1]) / 2 + py * span];
  const there = [];
  const back = [];
  for (let n = 0; n <= steps; n++) {
    const t = n / steps;
    const at = [0, 1].map((d) => (1 - t) ** 2 * first[d] + 2 * t * (1 - t) * control[d] + t * t * last[d]);
    const way = [0, 1].map((d) => (1 - t) * (control[d] - first[d]) + t * (last[d] - control[d]));
    const norm = Math.hypot(...way) + 1e-6;
    const half = Math.max((w0 + (w1 - w0) * t) * size, 0.5) / 2;
    there.push([at[0] - (way[1] / norm) * half, at[1] + (way[0] / norm) * half]);
    back.push([at[0] + (way[1] / norm) * half, at[1] - (way[0] / norm) * half]);
  }
  return [...there, ...back.reverse()];
}
