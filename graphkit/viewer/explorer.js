// The explorer: the network picture, in which people can be found, looked at, chosen and filtered.

/** An element with attributes and children; text goes in as text. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Small screens have room for fewer names. */
const PIXELS_A_NAME = 30000;

function startExplorer(data) {
  const place = document.getElementById('explorer');
  if (!place) return;
  const plan = makePlan(data);
  const weight = (i) => (plan.radius[i] || 0) + (data.people.in_degree[i] || 0) / 1e6;
  const explorer = {
    data, plan, place, weight,
    filter: { share: 0, posts: 0, kinds: Object.fromEntries(TIE_KINDS.map((kind) => [kind, true])), returned: false },
    visible: new Uint8Array(data.people.count).fill(1),
    ego: null, cursor: -1, over: -1, labels: [], before: null, family: '', ramp: data.meta.ramp.map(rgb),
  };
  const tell = (text) => (explorer.live.textContent = text);
  explorer.tell = tell;
  buildExplorer(explorer);
  explorer.stage = makeStage(explorer.box, plan, {
    rest: () => arrangeLabels(explorer),
    write: () => writeAbove(explorer),
    over: (x, y, pointer) => hover(explorer, x, y, pointer),
    press: (x, y) => press(explorer, x, y),
    lost: () => refresh(explorer),
  });
  describeStage(explorer);
  explorer.stage.above.placeOf = (i) => onScreen(explorer.stage, i).slice(0, 2);
  explorer.stage.above.labelBoxes = () => explorer.labels.map((label) => nameBox(label, 0));
  explorer.walk = Array.from(plan.order).sort((a, b) => weight(b) - weight(a) || a - b);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', () => refresh(explorer));
  document.addEventListener('chosen', ({ detail }) => showEgo(explorer, detail));
  explorer.stage.above.addEventListener('keydown', (event) => stageKey(explorer, event));
  explorer.stage.above.addEventListener('blur', () => {
    explorer.cursor = -1;
    settle(explorer.stage);
  });
  refresh(explorer);
}

/** Work out who and what is shown, hand the marks to the scene, and draw. */
function refresh(explorer) {
  const { stage, plan, filter, visible } = explorer;
  const colours = (explorer.colours = stage.colours = pageColours(explorer.place));
  explorer.family = getComputedStyle(explorer.place).fontFamily;
  const shown = Uint8Array.from(visible);
  let bright = null;
  clearAround(plan);
  if (explorer.ego) {
    const { person } = explorer.ego;
    const { near } = egoMarks(plan, person, filter.kinds, filter.returned, colours);
    placeAround(plan, person, near);
    explorer.ego.near = byWeight(explorer, person, near);
    bright = new Uint8Array(shown.length);
    for (const i of [person, ...near]) bright[i] = shown[i] = 1;
    bright[person] = 1;
  }
  explorer.shown = shown;
  const marks = personMarks(plan, shown, bright, colours, explorer.ramp);
  explorer.here = marks.here;
  stage.scene.setPeople(marks);
  stage.ties = explorer.ego ? [] : tiesShown(plan, shown, filter.kinds, filter.returned);
  explorer.tiesDrawn = null;
  sayCounts(explorer);
  settle(stage);
}

/** The neighbours of a person, the most acts first. */
function byWeight({ data }, person, near) {
  const acts = new Map();
  for (const k of [...data.out(person), ...data.into(person)]) {
    const other = data.ties.source[k] === person ? data.ties.target[k] : data.ties.source[k];
    acts.set(other, (acts.get(other) ?? 0) + data.ties.weight[k]);
  }
  return [...new Set(near)].sort((a, b) => acts.get(b) - acts.get(a) || a - b);
}

/** Before a frame at rest: the ties in view, and the names. */
function arrangeLabels(explorer) {
  const { stage, plan, filter, colours, ego } = explorer;
  const drawn = ego ? null : tiesInView(stage, stage.ties, explorer.tiesDrawn);
  if (ego || drawn !== explorer.tiesDrawn) {
    const lines = ego
      ? egoMarks(plan, ego.person, filter.kinds, filter.returned, colours).marks
      : tieMarks(plan, drawn, stage.ties.length, colours);
    const few = ego ? lines : tieMarks(plan, drawn.slice(0, TIES_MOVING), stage.ties.length, colours);
    stage.scene.setLines(lines, few);
    explorer.tiesDrawn = ego ? null : drawn;
    sayCounts(explorer);
  }
  const { camera, width, height } = stage;
  const view = { width, height, at: (i) => onScreen(stage, i), text: width < 560 ? 10.5 : 11.5 };
  const wanted = whomToName(plan, {
    chosen: ego?.person ?? -1, cursor: explorer.cursor, near: ego?.near, here: explorer.here,
    closer: camera.zoom / camera.whole, most: Math.round((width * height) / PIXELS_A_NAME),
  });
  wanted.wanted = wanted.wanted.filter((i) => explorer.shown[i]);
  explorer.labels = placeNames(stage.context, plan, wanted, {
    view, here: explorer.here, family: explorer.family, chosen: ego?.person ?? explorer.cursor,
  });
}

/** Names, and a line around who is chosen, under the pointer, or reached with the keyboard. */
function writeAbove(explorer) {
  const { stage, colours, plan } = explorer;
  const { context } = stage;
  const view = { at: (i) => onScreen(stage, i) };
  const around = (i, colour, width) => {
    if (i < 0 || Number.isNaN(plan.x[i])) return;
    const [x, y, reach] = view.at(i);
    context.beginPath();
    context.arc(x, y, reach + 3.5, 0, 7);
    context.lineWidth = width;
    context.strokeStyle = css(colour);
    context.stroke();
  };
  writeNames(context, plan, explorer.labels, { view, colours, family: explorer.family });
  around(explorer.over, colours.ink, 1.5);
  around(explorer.ego?.person ?? -1, colours.ink, 2);
  around(explorer.cursor, colours.focus, 3);
}

/** One person and their ties: the others fade, the camera goes to where the person's neighbours are. */
function showEgo(explorer, i) {
  const { stage, plan } = explorer;
  if (i >= 0 && !explorer.ego) explorer.before = { ...stage.camera };
  explorer.ego = i >= 0 ? { person: i, near: [] } : null;
  if (i >= 0 && !plan.placed[i]) explorer.ego = unplacedEgo(explorer, i);
  hideTip(explorer);
  refresh(explorer);
  explorer.back.hidden = i < 0;
  stage.box.dataset.chosen = i;
  if (i < 0) {
    if (explorer.before) flyTo(stage, explorer.before);
    return;
  }
  const goal = fittingCamera(stage, [i, ...explorer.ego.near.filter((j) => !Number.isNaN(plan.x[j]))]);
  const closest = stage.camera.whole * 3;
  flyTo(stage, { ...goal, zoom: Math.min(goal.zoom * 0.86, closest) });
  explorer.tell(`${explorer.data.name(i)}. ${personWords(explorer.data, i)}. ${tieWords(explorer.data, i)}.`);
}

/** Who has no place of their own is shown beside whoever names them. */
function unplacedEgo({ data, plan }, i) {
  const { source, target } = data.ties;
  const others = [...[...data.into(i)].map((k) => source[k]), ...[...data.out(i)].map((k) => target[k])];
  const host = others.find((j) => plan.placed[j]);
  return host === undefined ? null : { person: host, near: [] };
}

function hover(explorer, x, y, pointer) {
  const i = x < 0 || pointer === 'touch' ? -1 : personUnder(explorer.stage, x, y, explorer.shown);
  explorer.stage.above.classList.toggle('on', i >= 0);
  if (i !== explorer.over) {
    explorer.over = i;
    ask(explorer.stage);
  }
  if (i < 0) hideTip(explorer);
  else showTip(explorer, i, x, y);
}

function press(explorer, x, y) {
  const i = personUnder(explorer.stage, x, y, explorer.shown);
  if (i >= 0 || app.chosen >= 0) choose(i);
}

/** Arrow keys go through the people by size, Enter chooses, Escape goes back; + - 0 zoom, with Shift arrows pan. */
function stageKey(explorer, event) {
  const { stage, plan } = explorer;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
  const pan = { ArrowRight: [-60, 0], ArrowLeft: [60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  const middle = [stage.width / 2, stage.height / 2];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (pan && event.shiftKey) panBy(stage, ...pan);
  else if (step) walkTo(explorer, step);
  else if (event.key === 'Home') walkTo(explorer, -Infinity);
  else if (event.key === 'End') walkTo(explorer, Infinity);
  else if ((event.key === 'Enter' || event.key === ' ') && explorer.cursor >= 0) choose(explorer.cursor);
  else if (event.key === 'Escape' && app.chosen >= 0) choose(-1);
  else if (event.key === '+' || event.key === '=') zoomAt(stage, ...middle, 1.4);
  else if (event.key === '-') zoomAt(stage, ...middle, 1 / 1.4);
  else if (event.key === '0') flyTo(stage, fittingCamera(stage, plan.order));
  else return;
  event.preventDefault();
}

/** In an ego picture the way goes through the neighbours, else through all who are shown. */
function walkTo(explorer, step) {
  const { stage, data } = explorer;
  const way = explorer.ego
    ? [explorer.ego.person, ...explorer.ego.near]
    : explorer.walk.filter((i) => explorer.shown[i]);
  if (!way.length) return;
  const now = way.indexOf(explorer.cursor);
  const next = now < 0 ? (step > 0 && step !== Infinity ? 0 : step === Infinity ? way.length - 1 : 0) : now + step;
  const at = Math.min(Math.max(next, 0), way.length - 1);
  const i = (explorer.cursor = way[at]);
  const [x, y] = onScreen(stage, i);
  const inside = x > 20 && y > 20 && x < stage.width - 20 && y < stage.height - 20;
  if (inside) settle(stage);
  else setCamera(stage, { x: explorer.plan.x[i], y: explorer.plan.y[i], zoom: stage.camera.zoom });
  explorer.tell(`${data.name(i)}, ${at + 1} of ${figure(way.length)}. ${personWords(data, i)}.`);
}
