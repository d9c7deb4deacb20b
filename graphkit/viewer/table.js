// The table of people: sorts by any column, filters by words and verdict, follows the explorer, shows 50 at a time.

const ROWS_MORE = 50;
const SHARE_COLUMNS = new Set(['reciprocity', 'self_mention_ratio']);

/** Take over the table that is in the page: buttons in its head, controls above it, rows from the data. */
function startTable() {
  const section = document.querySelector('#people'),
    table = section?.querySelector('table');
  if (!table) return;
  const state = { words: '', verdict: '', column: table.dataset.sort, down: true, shown: ROWS_MORE, visible: null };
  const view = { section, table, body: table.tBodies[0], state, heads: [...table.tHead.rows[0].cells], order: [] };
  view.owner = table.tHead.querySelector('[data-key="given"]') ? addGiven() : -1;
  view.heads.forEach((head) => sortButton(view, head));
  section.querySelector('.controls').append(...tableControls(view));
  section.querySelector('.controls').hidden = false;
  view.more = section.querySelector('.more');
  view.more.addEventListener('click', () => {
    state.shown += ROWS_MORE;
    const from = view.body.rows.length;
    fillRows(view);
    view.body.rows[from]?.querySelector('button').focus();
  });
  view.body.addEventListener('click', (event) => {
    const row = event.target.closest('tr[data-i]');
    if (row && getSelection().isCollapsed) choose(Number(row.dataset.i));
  });
  document.addEventListener('filtered', ({ detail }) => {
    const all = detail.every((seen) => seen);
    if (all && !state.visible) return;
    state.visible = all ? null : detail;
    refreshTable(view);
  });
  document.addEventListener('chosen', ({ detail }) => markChosen(view, detail));
  refreshTable(view, { quiet: true });
}

/** Where the export is one person's: how often they name each of the others, as columns; the person's number. */
function addGiven() {
  const owner = Number(document.querySelector('#owner').dataset.i),
    { people, ties } = app.data;
  for (const kind of ['weight', ...TIE_KINDS]) {
    const column = new Float64Array(people.count);
    for (const k of app.data.out(owner)) column[ties.target[k]] = ties[kind][k];
    people[kind === 'weight' ? 'given' : `given_${kind}`] = column;
  }
  return owner;
}

function sortButton(view, head) {
  const { state } = view,
    button = el('button', { type: 'button' }, ...head.childNodes);
  head.replaceChildren(button);
  button.addEventListener('click', () => {
    const key = head.dataset.key;
    state.down = state.column === key ? !state.down : key !== 'label' && key !== 'verdict';
    state.column = key;
    state.shown = ROWS_MORE;
    refreshTable(view);
  });
}

function tableControls(view) {
  const { state } = view,
    timer = { id: 0 };
  const search = el('input', {
    type: 'search',
    id: 'people-words',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'Name',
  });
  search.addEventListener('input', () => {
    clearTimeout(timer.id);
    timer.id = setTimeout(
      () => Object.assign(state, { words: search.value, shown: ROWS_MORE }) && refreshTable(view),
      120,
    );
  });
  const made = [el('label', {}, el('span', {}, 'Filter'), search)];
  const groups = verdictGroups();
  if (groups.length > 1 && view.heads.some((head) => head.dataset.key === 'verdict')) {
    const options = groups.map(([name, number]) => el('option', { value: name }, `${name} (${grouped(number)})`));
    const select = el('select', { id: 'people-verdict' }, el('option', { value: '' }, 'every verdict'), ...options);
    select.addEventListener(
      'change',
      () => Object.assign(state, { verdict: select.value, shown: ROWS_MORE }) && refreshTable(view),
    );
    made.push(el('label', {}, el('span', {}, 'Verdict'), select));
  }
  return made;
}

/** The verdicts that occur, the graver first, with how many people have them. */
function verdictGroups() {
  const number = new Map([ME, UNDECIDED, NAMES_OTHERS, TOO_FEW, 'none'].map((name) => [name, 0]));
  for (let i = 0; i < app.data.people.count; i++)
    number.set(verdictOf(i) || 'none', number.get(verdictOf(i) || 'none') + 1);
  return [...number].filter(([, many]) => many);
}

/** Choose and sort, say so, and draw the first rows. */
function refreshTable(view, { quiet = false } = {}) {
  const { state } = view,
    { people } = app.data,
    words = folded(state.words.trim().replace(/^@/, ''));
  view.names ??= people.label.map(folded);
  view.order = peopleWho(
    (i) =>
      i !== view.owner &&
      (!state.visible || state.visible[i]) &&
      view.names[i].includes(words) &&
      (!state.verdict || (verdictOf(i) || 'none') === state.verdict),
  );
  const value = sortValue(state.column, view),
    sign = state.down ? -1 : 1;
  view.order.sort((a, b) => compared(value(a), value(b), sign) || a - b);
  for (const head of view.heads) {
    if (head.dataset.key === state.column) head.setAttribute('aria-sort', state.down ? 'descending' : 'ascending');
    else head.removeAttribute('aria-sort');
  }
  view.body.replaceChildren();
  fillRows(view);
  if (!quiet) view.section.querySelector('.said').textContent = tableWords(view);
}

const folded = (text) => text.normalize('NFKC').toLocaleLowerCase('en');

/** Unknown comes last, whichever way the rest is sorted. */
function compared(a, b, sign) {
  if (!known(a) || !known(b)) return known(b) - known(a);
  return a === b ? 0 : (a < b ? -1 : 1) * sign;
}

/** What a column sorts by: shares of posts by the end of the interval that is kinder to the person. */
function sortValue(column, view) {
  const { people } = app.data;
  if (column === 'label') return (i) => view.names[i];
  if (column === 'me_share') return (i) => people.me_share_low[i];
  if (column === 'verdict') {
    const rank = [ME, UNDECIDED, NAMES_OTHERS, TOO_FEW];
    return (i) => (verdictOf(i) ? rank.indexOf(verdictOf(i)) : NaN);
  }
  return (i) => people[column][i];
}

function tableWords({ order, state, heads, body }) {
  const head = heads.find((cell) => cell.dataset.key === state.column)?.textContent ?? '';
  const way =
    state.column === 'label' ? (state.down ? 'z to a' : 'a to z') : state.down ? 'largest first' : 'smallest first';
  const place = state.visible ? ' of those in the explorer' : '';
  if (!order.length) return `Nobody${place} fits.`;
  const shown = `${grouped(body.rows.length)} of ${counted(order.length, 'person', 'people')}`;
  return `${shown}${place}, by “${head}”, ${way}.`;
}

function fillRows(view) {
  const { body, order, state, heads } = view,
    keys = heads.map((head) => head.dataset.key);
  const rows = order.slice(body.rows.length, state.shown).map((i) => personRow(i, keys));
  body.append(...rows);
  if (!order.length)
    body.append(el('tr', {}, el('td', { colspan: keys.length, class: 'none' }, 'Nobody fits what was asked for.')));
  const left = order.length - Math.min(state.shown, order.length);
  view.more.hidden = !left;
  view.more.textContent = `Show ${grouped(Math.min(ROWS_MORE, left))} more of ${grouped(left)}`;
  view.section.querySelector('.said').textContent = tableWords(view);
}

function personRow(i, keys) {
  const row = el('tr', {
    'data-i': i,
    'aria-current': i === app.chosen ? 'true' : false,
    class: stateOf(i) === 'flagged' ? 'flagged' : false,
  });
  for (const key of keys) row.append(personCell(i, key));
  return row;
}

function personCell(i, key) {
  const { people } = app.data;
  if (key === 'label')
    return el('th', { scope: 'row' }, el('button', { type: 'button' }, el('bdi', {}, app.data.name(i))));
  if (key === 'verdict') return el('td', { class: 'words' }, ...verdictCell(personAt(i)));
  if (key === 'me_share') return el('td', { class: 'share' }, ...shareCell(i));
  const value = people[key]?.[i];
  if (!known(value)) return el('td', { class: 'unknown' }, 'unknown');
  return el('td', {}, SHARE_COLUMNS.has(key) ? percent(value) : grouped(value));
}

/** The verdict or why there is none, and the other one that counting thread replies would give. */
function verdictCell({ verdict, reason, otherVerdict, threads }) {
  const other = verdict && otherVerdict && otherVerdict !== verdict;
  const words = other ? ` (${otherVerdict} if ${counted(threads, 'thread reply', 'thread replies')} counted)` : '';
  return [verdict || reason || 'none', words && el('small', {}, words)];
}

/** The interval as a small bar with the share as its dot, and both in numbers. */
function shareCell(i) {
  const person = personAt(i);
  if (!known(person.me)) return [el('span', { class: 'unknown' }, 'unknown')];
  const ends = [1 - person.high, 1 - person.low],
    at = (share) => 5 + 100 * share,
    flag = at(app.data.meta.flag_line);
  const bar = el(
    'svg',
    { width: 110, height: 14, viewBox: '0 0 110 14', 'aria-hidden': 'true' },
    line(5, 7, 105, 7, 'grid'),
    line(flag, 1, flag, 13, 'flag'),
    el('rect', {
      x: round1(at(ends[0])),
      y: 4.5,
      width: Math.max(1.5, round1(100 * (ends[1] - ends[0]))),
      height: 5,
      rx: 2.5,
      class: 'bar',
      fill: fillOf(i),
    }),
    ...shareDot(i, at(person.me), 7, 3.6),
  );
  return [
    bar,
    el('b', {}, percent(person.me)),
    el('small', {}, `${percent(ends[0], false)}–${percent(ends[1], false)}`),
  ];
}

function markChosen({ body }, i) {
  body.querySelector('[aria-current]')?.removeAttribute('aria-current');
  body.querySelector(`tr[data-i="${i}"]`)?.setAttribute('aria-current', 'true');
}
