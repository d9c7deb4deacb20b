// Names on the picture: who gets one, what it says, and where it stands without covering anything.

const EVERYBODY = 40;
const NAME_GAP = 3;
const NAMES_MORE = 18;
/** Pixels that a label may lie over discs: those who stand out now, those whom the PNG names. */
const MILD = 5;
const COVERED = 14;

/** A number as it is written: 2,282. */
const figure = (value) => Math.round(value).toLocaleString('en-US');
const peopleCount = (n) => (n === 1 ? '1 person' : `${n ? figure(n) : 'no'} people`);

/** The name, and the one number that the person stands out by: what the PNG writes. */
function nameLines(data, i, everybody) {
  const p = data.people;
  const state = data.states[p.state[i]];
  const named = `named by ${peopleCount(p.in_degree[i] || 0)}`;
  const forOthers = `${figure(p.posts_for_others[i])} of ${figure(p.posts[i])}`;
  const name = data.name(i);
  if (state === 'flagged') return [name, `${forOthers} posts for others`];
  if (state === 'not judged' && !(p.posts[i] >= 0)) {
    return [name, `${figure(p.out_strength[i] || 0)} sent${p.in_degree[i] ? `, ${named}` : ''}`];
  }
  const judged = state === 'judged' || state === 'undecided';
  const gives = everybody || p.posts_for_others[i] > (p.in_strength[i] || 0);
  if (judged && gives) return [name, `${forOthers} for others`];
  if (data.meta.counts.accounts === 1 && p.in_strength[i] > 0) {
    return [name, p.in_strength[i] === 1 ? 'named once' : `named ${figure(p.in_strength[i])} times`];
  }
  if (!p.in_degree[i] || (everybody && !judged)) return [name];
  return [name, named];
}

/** Whom to name now, the most telling first: as in the PNG, then who stands out; and who may have a leader line. */
function whomToName(plan, { chosen, cursor, near, here, closer, most }) {
  const first = [chosen, cursor].filter((i) => i >= 0);
  if (near) {
    const wanted = [...new Set([...first, ...near.slice(0, EVERYBODY)])];
    return { wanted, leading: new Set(wanted.slice(0, most)) };
  }
  const named = plan.data.meta.named.slice(0, most);
  const wanted = new Set([...first, ...named]);
  if (closer <= 1.2) return { wanted: [...wanted], leading: wanted };
  const loud = (i) => plan.reach[i] + (plan.layer[i] === FLAGGED_LAYER ? 100 : 0);
  const rest = Array.from(here).filter((i) => !wanted.has(i)).sort((a, b) => loud(b) - loud(a));
  return { wanted: [...wanted, ...rest.slice(0, Math.round(NAMES_MORE * closer ** 2))], leading: wanted };
}

/** Discs on the screen, found by the place they take: a function that visits x, y, reach of those near a box. */
function discIndex(view, here) {
  const cell = 48;
  const across = Math.ceil(view.width / cell) + 1;
  const down = Math.ceil(view.height / cell) + 1;
  const cells = Array.from({ length: across * down }, () => []);
  const discs = [];
  const each = ([left, top, right, bottom], visit) => {
    const end = [Math.min(Math.floor(right / cell), across - 1), Math.min(Math.floor(bottom / cell), down - 1)];
    for (let b = Math.max(Math.floor(top / cell), 0); b <= end[1]; b++) {
      for (let a = Math.max(Math.floor(left / cell), 0); a <= end[0]; a++) visit(cells[b * across + a]);
    }
  };
  for (const i of here) {
    const [x, y, r] = view.at(i);
    if (x < -r || y < -r || x > view.width + r || y > view.height + r) continue;
    const number = discs.push(x, y, r) / 3 - 1;
    each([x - r, y - r, x + r, y + r], (list) => list.push(number));
  }
  const seen = new Int32Array(discs.length / 3).fill(-1);
  let asked = 0;
  return function near(box, visit) {
    asked++;
    each(box, (list) => {
      for (const number of list) {
        if (seen[number] === asked) continue;
        seen[number] = asked;
        visit(discs[3 * number], discs[3 * number + 1], discs[3 * number + 2]);
      }
    });
  };
}

/** Labels with their boxes in pixels; an unflagged one that finds no free place is left out. */
function placeNames(context, plan, { wanted, leading }, { view, here, family, chosen }) {
  const discs = discIndex(view, here);
  const everybody = plan.order.length <= EVERYBODY;
  const placed = [];
  for (const i of wanted) {
    if (Number.isNaN(plan.x[i])) continue;
    const [x, y, rim] = view.at(i);
    if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
    const flagged = plan.layer[i] === FLAGGED_LAYER;
    const reach = rim + (flagged || i === chosen ? 3 : 0);
    const weighty = flagged || i === chosen;
    const size = view.text * (weighty ? 1.1 : 1);
    const label = { i, x, y, reach, size, weighty, flagged, lines: nameLines(plan.data, i, everybody) };
    measureName(context, label, family);
    const best = freePlace(label, placed, discs, { view, must: weighty, leads: leading.has(i) });
    if (best) placed.push(best);
  }
  return placed;
}

function measureName(context, label, family) {
  const widths = label.lines.map((line, k) => {
    context.font = nameFont(label, k, family);
    return context.measureText(line).width;
  });
  label.width = Math.max(...widths);
  label.height = label.size * (label.lines.length > 1 ? 2.15 : 1.15);
}

const nameFont = ({ size, weighty }, line, family) =>
  line ? `400 ${(size * 0.82).toFixed(1)}px ${family}` : `${weighty ? 700 : 500} ${size.toFixed(1)}px ${family}`;

/** Beside the disc where nothing is in the way, else further out on a leader line. */
function freePlace(label, placed, discs, { view, must, leads }) {
  const { reach, width, height } = label;
  if (Math.hypot(width / 2, height / 2) <= reach - 2) return { ...label, dx: 0, dy: 0, inside: true };
  const across = reach + NAME_GAP + width / 2;
  const up = reach + NAME_GAP + height / 2;
  let best = null;
  let least = Infinity;
  const consider = (dx, dy, leader, extra) => {
    const option = { ...label, dx, dy, leader };
    const cost = crowding(option, placed, discs, view);
    if (cost + extra < least) [best, least] = [{ ...option, cost }, cost + extra];
    return cost < 1;
  };
  const near = [[across, 0], [0, up], [-across, 0], [0, -up]];
  if (near.some(([dx, dy], k) => consider(dx, dy, false, k * 0.01))) return best;
  if (!leads) return best.cost < MILD ? best : null;
  for (const distance of [10, 18, 30, 45, 62, 80]) {
    for (let k = 0; k < 16; k++) {
      const way = [Math.cos((k * Math.PI) / 8), Math.sin((k * Math.PI) / 8)];
      const rim = Math.min(width / 2 / Math.max(Math.abs(way[0]), 1e-9), height / 2 / Math.max(Math.abs(way[1]), 1e-9));
      const far = reach + distance + rim;
      consider(way[0] * far, way[1] * far, true, distance * 0.1);
    }
    if (least < distance * 0.1 + 1) break;
  }
  if (best.cost >= 40 || (!must && best.cost > COVERED)) return null;
  return best;
}

const nameBox = ({ x, y, dx, dy, width, height }, air = 1) => [
  x + dx - width / 2 - air, y + dy - height / 2 - air, x + dx + width / 2 + air, y + dy + height / 2 + air,
];

/** How far a label's box lies over discs, other labels, the edge of the page; in pixels. */
function crowding(label, placed, discs, view) {
  const box = nameBox(label);
  const [left, top, right, bottom] = box;
  const outside = [-left, -top, right - view.width, bottom - view.height];
  let cost = 20 * outside.reduce((sum, out) => sum + Math.max(out, 0), 0);
  discs(box, (x, y, r) => {
    const gap = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    if (x !== label.x || y !== label.y) cost += Math.max(r - gap, 0);
  });
  for (const other of placed) {
    const [l, t, r, b] = nameBox(other);
    const apart = right < l || r < left || bottom < t || b < top;
    const crossed = label.leader && crossesBox(label, [l, t, r, b]);
    if (!apart || crossed || (other.leader && crossesBox(other, box))) cost += 40;
  }
  return cost;
}

/** Whether the way from a label's person to the label passes through a box. */
function crossesBox({ x, y, dx, dy }, [left, top, right, bottom]) {
  if (Math.max(x, x + dx) < left || Math.min(x, x + dx) > right) return false;
  if (Math.max(y, y + dy) < top || Math.min(y, y + dy) > bottom) return false;
  for (let k = 0; k <= 24; k++) {
    const [px, py] = [x + (dx * k) / 24, y + (dy * k) / 24];
    if (px > left && px < right && py > top && py < bottom) return true;
  }
  return false;
}

/** Write the labels where their people are now. */
function writeNames(context, plan, labels, { view, colours, family, only }) {
  context.lineJoin = 'round';
  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  for (const label of labels) {
    if (only && !only(label.i)) continue;
    const [x, y] = view.at(label.i);
    const [cx, cy] = [x + label.dx, y + label.dy];
    const dark = label.inside && plan.data.people.me_share[label.i] > 0.62 && plan.layer[label.i] > 2;
    const plain = label.inside ? [32, 38, 43] : colours.ink;
    const first = dark ? [255, 255, 255] : label.flagged ? colours.flag_text : plain;
    const second = dark || label.flagged || label.inside ? first : colours.muted;
    if (label.leader) leaderLine(context, label, [x, y], label.flagged ? colours.flag_text : colours.muted);
    label.lines.forEach((line, k) => {
      const base = cy - label.height / 2 + label.size * (k ? 1.86 : label.lines.length > 1 ? 0.92 : 0.93);
      context.font = nameFont(label, k, family);
      context.strokeStyle = css(colours.paper, 0.92);
      context.lineWidth = 3.4;
      if (!label.inside) context.strokeText(isolated(line), cx, base);
      context.fillStyle = css(k ? second : first);
      context.fillText(isolated(line), cx, base);
    });
  }
}

/** Text whose direction does not spill into what stands beside it. */
const isolated = (text) => `\u2068${text}\u2069`;

function leaderLine(context, { dx, dy, width, height, reach }, [x, y], colour) {
  const far = Math.hypot(dx, dy);
  const rim = Math.min(width / 2 / Math.max(Math.abs(dx), 1e-9), height / 2 / Math.max(Math.abs(dy), 1e-9)) * far;
  context.strokeStyle = css(colour);
  context.lineWidth = 0.8;
  context.beginPath();
  context.moveTo(x + (dx / far) * reach, y + (dy / far) * reach);
  context.lineTo(x + (dx / far) * (far - rim), y + (dy / far) * (far - rim));
  context.stroke();
}
