// What stands around the stage: search, buttons, sliders, kinds, the key, the hover card, what is read aloud.

const KIND_NAMES = { retweets: 'retweets', quotes: 'quotes', replies: 'answers', mentions: 'mentions' };

const POST_STEPS = [0, 1, 2, 3, 5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, 5000];

/** A person's posts in a few words, as far as they are known. */
function personWords(data, i) {
  const p = data.people;
  const state = data.states[p.state[i]];
  const named = `named by ${peopleCount(p.in_degree[i] || 0)}`;
  if (state === 'only named') return `no posts in the export, ${named}`;
  if (!(p.posts[i] >= 0)) return `${figure(p.out_strength[i] || 0)} acts sent, ${named}`;
  const verdict = data.verdicts[p.verdict[i]] || 'no verdict';
  return `${figure(p.posts_for_others[i])} of ${figure(p.posts[i])} posts for others, ${verdict}`;
}

function tieWords(data, i) {
  return `Names ${peopleCount(data.out(i).length)}, named by ${peopleCount(data.into(i).length)}`;
}

/** Search and buttons above the stage, sliders and kinds below it. */
function buildExplorer(explorer) {
  const { data, place, weight } = explorer;
  explorer.live = make('p', { class: 'unseen', 'aria-live': 'polite', id: 'explorer-said' });
  explorer.count = make('output', { class: 'explorer-count', id: 'explorer-count' });
  explorer.tip = make('div', { class: 'explorer-tip', 'aria-hidden': 'true', hidden: true });
  explorer.back = make('button', { type: 'button', id: 'everybody', hidden: true }, 'Everybody');
  explorer.box = make('div', { class: 'stage' }, explorer.tip);
  const fit = make('button', { type: 'button', id: 'whole' }, 'Whole network');
  const save = make('button', { type: 'button', id: 'save' }, 'Save PNG');
  explorer.back.addEventListener('click', () => choose(-1));
  fit.addEventListener('click', () => flyTo(explorer.stage, fittingCamera(explorer.stage, explorer.plan.order)));
  save.addEventListener('click', () => savePicture(explorer));
  place.classList.add('explorer');
  place.replaceChildren(
    make('div', { class: 'explorer-bar' }, makeSearch(data, weight, explorer.tell), explorer.back, fit, save),
    explorer.box,
    make('form', { class: 'explorer-controls', 'aria-label': 'What is shown' },
      ...sliders(explorer), kindBoxes(explorer)),
    make('div', { class: 'explorer-foot' }, explorerKey(data), explorer.count),
    explorer.live,
  );
}

/** What a screen reader says of the picture. */
function describeStage({ stage, data, plan }) {
  const { above } = stage;
  above.setAttribute('role', 'application');
  above.setAttribute('aria-roledescription', 'network picture');
  above.setAttribute('aria-label', `${data.meta.finding}. Network of ${peopleCount(plan.order.length)}. ` +
    'Arrow keys go through the people by size, Enter chooses one, Escape goes back. ' +
    'The table below holds the same people.');
  above.setAttribute('aria-describedby', 'explorer-count');
}

function sliders(explorer) {
  const { data, filter } = explorer;
  const most = data.people.posts.reduce((max, v) => (v > max ? v : max), 0);
  const steps = POST_STEPS.filter((v) => v <= most);
  const share = slider('least-share', 'Posts that name no one else', 100, 5, (value) => {
    filter.share = value / 100;
    return value ? `${value} % or more, of those judged` : 'any share';
  });
  const posts = slider('least-posts', 'Posts', steps.length - 1, 1, (value) => {
    filter.posts = steps[value];
    return steps[value] ? `${figure(steps[value])} or more` : 'any number';
  });
  return most > 0 ? [share, posts].map((one) => one(() => applyFilter(explorer))) : [];
}

/** A labelled slider that says its value in words; made when it is told whom to call. */
function slider(id, text, most, step, words) {
  return (changed) => {
    const said = make('output', { for: id }, words(0));
    const input = make('input', { type: 'range', id, min: 0, max: most, step, value: 0, 'aria-valuetext': words(0) });
    input.addEventListener('input', () => {
      said.textContent = words(Number(input.value));
      input.setAttribute('aria-valuetext', said.textContent);
      changed();
    });
    return make('label', { class: 'explorer-slider', for: id }, make('span', {}, text), said, input);
  };
}

function kindBoxes(explorer) {
  const { data, filter } = explorer;
  const there = TIE_KINDS.filter((kind) => data.ties[kind].some((v) => v > 0));
  const box = (id, text, on, swatch, set) => {
    const input = make('input', { type: 'checkbox', id, checked: on });
    input.addEventListener('change', () => {
      set(input.checked);
      refresh(explorer);
    });
    return make('label', {}, input, swatch ? make('i', { class: `swatch ${swatch}` }) : '', text);
  };
  return make('fieldset', {}, make('legend', {}, 'Ties'),
    ...(there.length > 1 ? there : []).map((kind) => box(`kind-${kind}`, KIND_NAMES[kind], true, SINGULAR[kind],
      (on) => (filter.kinds[kind] = on))),
    box('only-returned', 'only returned', false, 'returned', (on) => (filter.returned = on)));
}

/** The same people are shown here and in the table. */
function applyFilter(explorer) {
  const { data, filter, visible } = explorer;
  const { people, states } = data;
  for (let i = 0; i < people.count; i++) {
    const judged = ['flagged', 'undecided', 'judged'].includes(states[people.state[i]]);
    const loud = !filter.share || (judged && people.me_share[i] >= filter.share - 1e-9);
    visible[i] = loud && (!filter.posts || people.posts[i] >= filter.posts) ? 1 : 0;
  }
  document.dispatchEvent(new CustomEvent('filtered', { detail: visible }));
  refresh(explorer);
}

/** `298 of 304,691 people and 1,855 ties shown`, and which ties are left out of a crowd. */
function sayCounts(explorer) {
  const { data, stage, plan, ego, tiesDrawn } = explorer;
  const { counts } = data.meta;
  const people = plan.order.reduce((sum, i) => sum + explorer.visible[i], 0);
  const pairs = stage.ties;
  const ties = pairs.reduce((sum, tie) => sum + (tie.back ? 2 : 1), 0);
  const part = (n, all, one, many) => `${figure(n)}${n < all ? ` of ${figure(all)}` : ''} ${all === 1 ? one : many}`;
  let text = `${part(people, counts.people, 'person', 'people')}, ${part(ties, counts.ties, 'tie', 'ties')}`;
  if (ego) text = `${data.name(ego.person)} and ${peopleCount(ego.near.length)} with ties to them`;
  else if (tiesDrawn && tiesDrawn.length < pairs.length) {
    text += `; the ${figure(tiesDrawn.length)} heaviest lines in view are drawn`;
  }
  if (explorer.count.textContent !== text) explorer.count.textContent = text;
}

/** The key: the ramp with its two ticks, and what else a disc or a line can look like. */
function explorerKey({ meta, states, people }) {
  const there = new Set(Array.from(people.state, (code) => states[code]));
  const item = (kind, text) => make('li', {}, make('i', { class: `mark-${kind}` }), text);
  const items = [];
  if (there.has('flagged') || there.has('judged') || there.has('undecided')) items.push(rampKey(meta));
  if (there.has('flagged')) items.push(item('flagged', 'flagged'));
  if (there.has('undecided')) items.push(item('undecided', 'undecided'));
  if (there.has('too few')) items.push(item('few', 'too few posts'));
  if (there.has('not judged')) items.push(item('unjudged', 'no verdict'));
  if (there.has('only named')) items.push(item('named', 'only named'));
  if (people.self_mentions.some((v) => v >= RING_LEAST)) items.push(item('ring', 'ring: share of acts to themselves'));
  items.push(item('given', 'gives'), item('returned', 'returned'));
  return make('ul', { class: 'explorer-key', 'aria-label': 'Key' }, ...items);
}

function rampKey({ ramp, calm, flag_line: flag }) {
  const canvas = make('canvas', { width: 256, height: 1, 'aria-hidden': 'true' });
  const context = canvas.getContext('2d');
  ramp.forEach((colour, k) => {
    context.globalAlpha = k > flag * 255 ? 1 : calm;
    context.fillStyle = colour;
    context.fillRect(k, 0, 1, 1);
  });
  return make('li', { class: 'ramp' }, 'names others', make('span', {}, canvas),
    `names no one else; flag line ${Math.round(flag * 100)} %`);
}

function showTip(explorer, i, x, y) {
  const { data, tip, stage } = explorer;
  if (tip.dataset.i !== String(i)) {
    tip.dataset.i = i;
    const row = ([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value));
    tip.replaceChildren(make('b', {}, make('bdi', {}, data.name(i))), make('dl', {}, ...tipRows(data, i).map(row)));
  }
  tip.hidden = false;
  const [w, h] = [tip.offsetWidth, tip.offsetHeight];
  const left = x + 18 + w > stage.width ? x - 18 - w : x + 18;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, Math.min(y + 14, stage.height - h - 4))}px`;
}

function hideTip({ tip }) {
  tip.hidden = true;
}

/** Unknown is said, never 0. */
function tipRows(data, i) {
  const p = data.people;
  const rows = [];
  const per = (v) => `${(100 * v).toFixed(v < 0.0995 ? 1 : 0)}`;
  if (p.posts[i] >= 0) {
    rows.push(['posts for others', `${figure(p.posts_for_others[i])} of ${figure(p.posts[i])}`]);
    const interval = `${per(p.me_share_low[i])}–${per(p.me_share_high[i])} %`;
    if (p.me_share_low[i] >= 0) rows.push(['naming no one else, 95 % interval', interval]);
  } else rows.push(['posts', 'unknown']);
  const own = `${figure(p.self_mentions[i])} of ${figure(p.interactions_sent[i])}`;
  if (p.interactions_sent[i] > 0) rows.push(['acts to themselves', own]);
  rows.push(['named by', Number.isNaN(p.in_degree[i]) ? 'unknown' : peopleCount(p.in_degree[i])]);
  if (data.states[p.state[i]] !== 'only named') rows.push(['names', peopleCount(data.out(i).length)]);
  rows.push(['verdict', data.verdicts[p.verdict[i]] || data.verdict_reasons?.[p.verdict_reason?.[i]] || 'none']);
  return rows;
}
