// The card of a person: what their posts here are, whom they name, who names them, where they stand, and how
// sure that is.

const KIND_WORDS = {
  post: 'names nobody',
  self: 'only themselves',
  retweet: 'retweets',
  quote: 'quotes',
  reply: 'answers',
  mention: 'mentions',
};
const TIE_WORDS = { retweets: 'retweet', quotes: 'quote', replies: 'reply', mentions: 'mention' };
const SIDE_ROWS = 8;

/** The panel follows who is chosen; where the export is one person's, their card also stands above everything. */
function startCard() {
  const panel = document.querySelector('#card'),
    owner = document.querySelector('#owner');
  if (!panel) return;
  const before = { focus: null };
  if (owner) {
    owner.replaceChildren(...cardParts(Number(owner.dataset.i), 'owner'));
    document.querySelector('#cards')?.toggleAttribute('hidden', true);
  }
  panel.querySelector('.close').addEventListener('click', () => choose(-1));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && app.chosen >= 0) choose(-1);
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('button[data-person]');
    if (link) choose(Number(link.dataset.person));
  });
  document.addEventListener('chosen', ({ detail }) => showCard(panel, detail, before));
}

function showCard(panel, i, before) {
  const inside = panel.contains(document.activeElement),
    fromExplorer = document.activeElement?.closest('#explorer');
  if (panel.hidden) before.focus = document.activeElement;
  panel.hidden = i < 0;
  document.documentElement.classList.toggle('with-card', i >= 0);
  if (i < 0) {
    panel.querySelector('.parts').replaceChildren();
    if (inside && before.focus?.isConnected) before.focus.focus({ preventScroll: true });
    return;
  }
  panel.querySelector('.parts').replaceChildren(...cardParts(i, 'card'));
  panel.scrollTop = 0;
  // In the explorer, arrow keys go on from person to person: the card is told, not jumped to.
  if (fromExplorer) document.querySelector('#told').textContent = `${app.data.name(i)}. ${cardSentence(personAt(i))}`;
  else panel.querySelector('h2').focus({ preventScroll: true });
}

/** All parts of a card; `where` tells the ids of two cards in one page apart. */
function cardParts(i, where) {
  const person = personAt(i),
    said = document.querySelector(`#cards [data-i="${i}"]`);
  return [
    cardHead(i, person, where),
    standingPart(i, person),
    wafflePart(i),
    sidePart(i, 'into'),
    sidePart(i, 'out'),
    linesPart('What would change it', saidIn(said, '.would') ?? changeSentences(person, app.data.meta.flag_line)),
    linesPart('What the export cannot show', said ? cannotShow(said) : app.data.meta.cannot_show),
    linesPart('What is not counted', [
      threadSentence(person),
      'Likes, private messages and deleted posts are not counted.',
    ]),
    receiptsPart(i, person),
    said?.querySelector('.links')?.cloneNode(true) ?? null,
  ].filter(Boolean);
}

function saidIn(article, which) {
  const found = article?.querySelectorAll(`${which} p`);
  return found?.length ? [...found].map((line) => line.textContent) : undefined;
}

const cannotShow = (said) => [...(saidIn(said, '.cannot') ?? []), ...(saidIn(document, '#cards .shared') ?? [])];

function cardHead(i, person, where) {
  const measured = measuredSentence(person) || (person.reason ? `No verdict: ${person.reason}.` : '');
  const badge = person.verdict || 'no verdict',
    kind = { [ME]: 'me', [NAMES_OTHERS]: 'others', [UNDECIDED]: 'undecided' }[badge];
  return el(
    'header',
    {},
    el('h2', { id: `${where}-name`, tabindex: -1 }, el('bdi', {}, app.data.name(i, 80))),
    el('span', { class: `badge ${kind ?? 'plain'}` }, badge),
    el('p', { class: 'sentence' }, cardSentence(person)),
    el('p', { class: 'measured' }, measured),
  );
}

const part = (title, note, ...children) =>
  el('section', {}, el('h3', {}, title, note ? el('small', {}, ` ${note}`) : ''), ...children);

function linesPart(title, lines) {
  const told = lines.filter(Boolean);
  return told.length ? part(title, '', el('ul', {}, ...told.map((text) => el('li', {}, text)))) : null;
}

/** The interval above the ramp, and the crowd of all others who could be judged. */
function standingPart(i, person) {
  if (!known(person.me)) return null;
  const { people, meta } = app.data,
    flag = meta.flag_line;
  const others = peopleWho((k) => k !== i && isJudged(k)).map((k) => people.me_share[k]);
  const crowd = others.length >= 5,
    tall = crowd ? 44 : 0,
    base = tall + 24,
    width = 400,
    at = (share) => 4 + share * (width - 8);
  const box = el('svg', {
    viewBox: `0 0 ${width} ${base + 26}`,
    role: 'img',
    class: 'standing',
    'aria-label': `me-share ${percent(person.me)}, ${intervalWords(person)}`,
  });
  if (crowd) box.append(...crowdBars(others, at, base, tall));
  for (let k = 0; k < 64; k++)
    box.append(el('rect', { x: round1(at(k / 64)), y: base, width: 6.3, height: 5, fill: rampColour(k / 63) }));
  box.append(line(at(1 / 3), 8, at(1 / 3), base + 8, 'balance'), line(at(flag), 8, at(flag), base + 8, 'flag'));
  const ticks = [
    [0, '0 %', 'start'],
    [1 / 3, '⅓ two ears, one mouth', 'middle'],
    [flag, `${percent(flag, false)} % flag line`, 'middle'],
  ];
  if (flag < 0.8) ticks.push([1, '100 %', 'end']);
  for (const [share, text, anchor] of ticks) {
    const x = anchor === 'middle' ? Math.min(at(share), width - text.length * 3) : at(share);
    box.append(label(x, base + 20, text, { class: 'tick', 'text-anchor': anchor }));
  }
  const [from, to] = [at(1 - person.high), at(1 - person.low)];
  box.append(
    el('rect', {
      x: round1(from),
      y: 9,
      width: Math.max(2, round1(to - from)),
      height: 6,
      rx: 3,
      class: 'bar',
      fill: fillOf(i),
    }),
    ...shareDot(i, at(person.me), 12, 5.5),
  );
  const alone = peopleWho((k) => stateOf(k) !== NAMED_ONLY).length === 1;
  return part(
    'Where they stand',
    '',
    el('p', { class: 'note' }, `${standingSentence(person, others, alone)}.`),
    box,
  );
}

function crowdBars(others, at, base, tall) {
  const bins = new Array(50).fill(0);
  for (const share of others) bins[Math.min(49, Math.floor(share * 50))]++;
  const most = Math.max(...bins);
  return bins
    .map(
      (number, k) =>
        number &&
        el('rect', {
          x: round1(at(k / 50) + 0.6),
          y: round1(base - Math.max(1, (number / most) * tall)),
          width: 6.6,
          height: round1(Math.max(1, (number / most) * tall)),
          class: 'crowd',
          fill: rampColour((k + 0.5) / 50),
        }),
    )
    .filter(Boolean);
}

/** Every post as a square, oldest first, coloured by what it does; and how many there are of each kind. */
function wafflePart(i) {
  const strip = app.data.strip(i),
    { people } = app.data;
  const number = (kind) => people[`posts_${kind}`][i] || 0;
  if (!known(people.posts[i]) || !people.posts[i]) return null;
  const children = [];
  if (strip) {
    const columns = strip.length > 200 ? 40 : 25,
      side = 400 / columns,
      gap = side * 0.06;
    const paths = Object.fromEntries(POST_KINDS.map((kind) => [kind, '']));
    strip.forEach((kind, k) => {
      const x = round1((k % columns) * side + gap),
        y = round1(Math.floor(k / columns) * side + gap),
        size = round1(side - 2 * gap);
      paths[kind] += `M${x} ${y}h${size}v${size}h-${size}z`;
    });
    const height = round1(Math.ceil(strip.length / columns) * side);
    children.push(
      el(
        'svg',
        {
          viewBox: `0 0 400 ${height}`,
          role: 'img',
          class: 'waffle',
          'aria-label': 'Every post as a square, counted below',
        },
        ...POST_KINDS.filter((kind) => paths[kind]).map((kind) =>
          el('path', { d: paths[kind], fill: `var(--k-${kind})` }),
        ),
      ),
    );
  }
  children.push(
    el(
      'ul',
      { class: 'key' },
      ...Object.entries(KIND_WORDS).map(([kind, words]) =>
        el(
          'li',
          { class: number(kind) ? false : 'nil' },
          el('i', { class: `k ${kind}` }),
          `${words} `,
          el('b', {}, grouped(number(kind))),
        ),
      ),
    ),
  );
  const latest =
    strip && strip.length < people.posts[i] ? `the latest ${grouped(strip.length)} of ${grouped(people.posts[i])}` : '';
  return part('Every post, oldest first', latest, ...children);
}

/** Who names them (`into`), or whom they name (`out`): counts by kind, each a way to that person. */
function sidePart(i, way) {
  const { ties, people } = app.data,
    end = way === 'into' ? ties.source : ties.target;
  const list = [...app.data[way](i)].sort((a, b) => ties.weight[b] - ties.weight[a] || end[a] - end[b]);
  const title = way === 'into' ? 'Who names them' : 'Whom they name';
  if (way === 'into' && peopleWho((k) => stateOf(k) !== NAMED_ONLY).length === 1 && stateOf(i) !== NAMED_ONLY) {
    return part(title, '', el('p', { class: 'note' }, 'Cannot be known: others’ posts are not in the export.'));
  }
  if (way === 'out' && stateOf(i) === NAMED_ONLY) return null;
  const acts = list.reduce((sum, k) => sum + ties.weight[k], 0),
    own = people.self_mentions[i];
  const themselves = way === 'out' && own ? [el('p', { class: 'note' }, `They named themselves ${times(own)}.`)] : [];
  if (!list.length) return part(title, 'nobody', ...themselves);
  const most = ties.weight[list[0]],
    rows = el('ul', { class: 'side' }, ...list.slice(0, SIDE_ROWS).map((k) => sideRow(k, end[k], most)));
  const rest = list.slice(SIDE_ROWS),
    more = rest.length ? [moreButton(rest, rows, end, most)] : [];
  return part(title, `${counted(list.length, 'person', 'people')}, ${times(acts)}`, rows, ...more, ...themselves);
}

function sideRow(k, other, most) {
  const { ties } = app.data,
    kinds = TIE_KINDS.filter((kind) => ties[kind][k]);
  const told = kinds.map((kind) => counted(ties[kind][k], TIE_WORDS[kind], kind)).join(', ');
  const bar = el('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  let x = 0;
  for (const kind of kinds) {
    const width = (ties[kind][k] / most) * 100;
    bar.append(
      el('rect', { x: round1(x), y: 0, width: round1(width), height: 8, fill: `var(--k-${TIE_WORDS[kind]})` }),
    );
    x += width;
  }
  const both = ties.back[k] ? el('em', {}, `both ways, ${grouped(ties.back[k])} back`) : '';
  return el(
    'li',
    {},
    el(
      'button',
      { type: 'button', 'data-person': other },
      el(
        'svg',
        { width: 12, height: 12, viewBox: '0 0 12 12', 'aria-hidden': 'true' },
        el('circle', { cx: 6, cy: 6, r: 5, fill: fillOf(other), class: 'disc' }),
      ),
      el('bdi', {}, app.data.name(other)),
      el('span', {}, told),
      both,
      bar,
    ),
  );
}

function moreButton(rest, rows, end, most) {
  const button = el('button', { type: 'button', class: 'quiet' }, `Show ${grouped(Math.min(rest.length, 200))} more`);
  button.addEventListener('click', () => {
    const added = rest.splice(0, 200).map((k) => sideRow(k, end[k], most));
    rows.append(...added);
    added[0].querySelector('button').focus();
    if (rest.length) button.textContent = `Show ${grouped(Math.min(rest.length, 200))} more`;
    else button.remove();
  });
  return button;
}

/** How each number sums up, and the command that lists the posts behind them. */
function receiptsPart(i, person) {
  const { people, ties, meta } = app.data,
    rows = [];
  const sum = (kinds) =>
    kinds.map((kind) => `${grouped(people[`posts_${kind}`][i] || 0)} ${KIND_WORDS[kind]}`).join(' + ');
  if (known(person.share)) {
    rows.push(['For others', `${grouped(person.others)} = ${sum(['retweet', 'quote', 'reply', 'mention'])}`]);
    rows.push(['Not for others', `${grouped(person.posts - person.others)} = ${sum(['self', 'post'])}`]);
    rows.push([
      'Share for others',
      `${grouped(person.others)} of ${grouped(person.posts)} = ${percent(person.share)}; Wilson 95 %: ` +
        `${percent(person.low, false)}–${percent(person.high)}`,
    ]);
  }
  if (people.interactions_sent[i] > 0) {
    const sent = people.interactions_sent[i],
      own = people.self_mentions[i];
    rows.push([
      'To themselves',
      `${grouped(own)} of ${counted(sent, 'act')} with a known target = ${percent(own / sent)}`,
    ]);
  }
  const out = app.data.out(i),
    into = app.data.into(i),
    weigh = (list) => list.reduce((total, k) => total + ties.weight[k], 0);
  if (out.length)
    rows.push(['Acts towards others', `${grouped(weigh(out))}, towards ${counted(out.length, 'person', 'people')}`]);
  if (into.length)
    rows.push(['Acts of others', `${grouped(weigh(into))}, of ${counted(into.length, 'person', 'people')}`]);
  if (known(people.reciprocity?.[i]))
    rows.push(['Reciprocity', `${percent(people.reciprocity[i])}, among people whose side is in the export`]);
  const list = el('dl', {}, ...rows.flatMap(([name, text]) => [el('dt', {}, name), el('dd', {}, text)]));
  const words = [people.label[i].replace(/^-/, '@-'), ...meta.exports].map(quoted);
  const command = `graphkit person ${words.join(' ')}`;
  return el(
    'details',
    {},
    el('summary', {}, 'Receipts: how the numbers sum up'),
    list,
    el('p', { class: 'note' }, 'Every post behind them, with its file and line:'),
    el('code', {}, command),
  );
}

/** A word as a shell takes it. */
const quoted = (word) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/\p{C}/gu, ' ').replace(/'/g, `'"'"'`)}'`;
