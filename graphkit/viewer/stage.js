// The stage: camera, frames, what is under the pointer, dragging, wheel, pinch. It knows nothing of who is chosen.

const CLOSEST = 60;
const FARTHEST = 0.6;
/** Ties drawn while the picture moves. At rest a scene draws the heaviest in view, the others when one comes closer. */
const TIES_MOVING = 3000;
const REST = 140;
/** Milliseconds a frame: above it less is drawn while moving, below it more. */
const SLOW = 90;
const FAST = 24;

/** `changed(view)` is called before each frame at rest, to say what stands in it. */
function makeStage(box, plan, listen) {
  const base = make('canvas', { class: 'base', 'aria-hidden': 'true' });
  const above = make('canvas', { class: 'above', tabindex: 0 });
  box.prepend(base, above);
  const stage = {
    box, plan, listen, base, above, context: above.getContext('2d'), scene: null,
    camera: { x: 0, y: 0, zoom: 1, size: 1, ratio: 1, whole: 1 }, width: 0, height: 0, ties: [], grid: null,
    asked: 0, rest: 0, frames: 0, moving: false, lines: 'few', took: 0, pace: 0, late: 0, held: false,
  };
  stage.grid = hitGrid(plan);
  startScene(stage, true);
  stage.resize = () => resizeStage(stage);
  stage.resize();
  fitCamera(stage, plan.order);
  new ResizeObserver(stage.resize).observe(box);
  startPointers(stage);
  return stage;
}

/** WebGL2 where there is any, else Canvas 2D; where the card is lost later, Canvas takes over. */
function startScene(stage, hopeful) {
  let scene = null;
  try {
    scene = hopeful ? makeGlScene(stage.base) : null;
  } catch {
    scene = null;
  }
  scene ??= makeCanvasScene(stage.base);
  stage.base.drawnOn = scene.canvas;
  scene.canvas?.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();
    startScene(stage, false);
    stage.width = 0;
    stage.resize();
    stage.listen.lost();
  });
  stage.scene = scene;
  stage.box.dataset.drawnBy = scene.name;
}

function resizeStage(stage) {
  const { box, camera } = stage;
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  if (box.clientWidth === stage.width && box.clientHeight === stage.height && ratio === camera.ratio) return;
  const whole = stage.width && Math.abs(camera.zoom / camera.whole - 1) < 0.01;
  [stage.width, stage.height, camera.ratio] = [box.clientWidth, box.clientHeight, ratio];
  for (const canvas of [stage.base, stage.above]) {
    canvas.width = Math.max(1, Math.round(stage.width * ratio));
    canvas.height = Math.max(1, Math.round(stage.height * ratio));
  }
  if (!stage.grid) return;
  camera.whole = fittingCamera(stage, stage.plan.order).zoom;
  if (whole) fitCamera(stage, stage.plan.order);
  else setCamera(stage, camera);
}

/** The camera that shows these people whole. */
function fittingCamera({ plan, width, height }, those) {
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const i of those) {
    const r = plan.reach[i];
    left = Math.min(left, plan.x[i] - r);
    right = Math.max(right, plan.x[i] + r);
    bottom = Math.min(bottom, plan.y[i] - r);
    top = Math.max(top, plan.y[i] + r);
  }
  if (!(right >= left)) return { x: 0, y: 0, zoom: 1 };
  const zoom = Math.min((width - 24) / (right - left), (height - 24) / (top - bottom), 6);
  return { x: (left + right) / 2, y: (bottom + top) / 2, zoom: Math.max(zoom, 0.01) };
}

function fitCamera(stage, those) {
  const fit = fittingCamera(stage, those);
  stage.camera.whole = fittingCamera(stage, stage.plan.order).zoom;
  setCamera(stage, fit);
}

/** Discs grow more slowly than distances, so that crowds come apart when one comes closer. */
function setCamera(stage, { x, y, zoom }) {
  const { camera } = stage;
  camera.zoom = Math.min(Math.max(zoom, camera.whole * FARTHEST), camera.whole * CLOSEST);
  camera.size = camera.whole * (camera.zoom / camera.whole) ** (camera.zoom > camera.whole ? 0.72 : 1);
  [camera.x, camera.y] = [x, y];
  stage.above.style.touchAction = camera.zoom > camera.whole * 1.02 ? 'none' : 'pan-y';
  move(stage);
}

/** Fly there, or be there at once for those who want no motion. */
function flyTo(stage, goal) {
  cancelAnimationFrame(stage.flight);
  const { x, y, zoom } = stage.camera;
  if (matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden) return setCamera(stage, goal);
  const start = performance.now();
  const step = (now) => {
    const t = Math.min(Math.max((now - start) / 320, 0), 1);
    const eased = t * t * (3 - 2 * t);
    const between = (from, to) => from + (to - from) * eased;
    setCamera(stage, { x: between(x, goal.x), y: between(y, goal.y), zoom: zoom * (goal.zoom / zoom) ** eased });
    if (t < 1) stage.flight = requestAnimationFrame(step);
  };
  stage.flight = requestAnimationFrame(step);
  return undefined;
}

/** Draw soon with few ties, and all of them when nothing has moved for a moment. */
function move(stage) {
  stage.moving = true;
  delete stage.box.dataset.atRest;
  clearTimeout(stage.rest);
  stage.rest = setTimeout(() => settle(stage), Math.max(REST, Math.min(2.5 * stage.pace, 1200)));
  ask(stage);
}

/** Nothing has moved for a moment: everything is drawn, unless the picture is still held. */
function settle(stage) {
  if (stage.held) {
    stage.rest = setTimeout(() => settle(stage), REST);
    return;
  }
  stage.moving = false;
  clearTimeout(stage.rest);
  delete stage.box.dataset.atRest;
  ask(stage);
}

function ask(stage) {
  if (stage.asked) return;
  stage.askedAt = performance.now();
  stage.asked = requestAnimationFrame(() => frame(stage));
}

function frame(stage) {
  const start = performance.now();
  stage.asked = 0;
  if (stage.moving && stage.wasMoving) stage.pace = start - stage.lastStart;
  stage.lastStart = start;
  const late = stage.moving && stage.scene.busy();
  stage.late = late ? stage.late + 1 : 0;
  if (stage.moving && stage.wasMoving) adapt(stage, Math.max(start - stage.askedAt, stage.took));
  if (!stage.moving) {
    stage.listen.rest(stage);
    if (stage.lines === 'last') stage.lines = 'none';
  }
  const crowded = stage.ties.length > TIES_MOVING || stage.lines === 'last';
  paintFrame(stage, late ? 'last' : stage.moving && crowded ? stage.lines : 'all');
  [stage.took, stage.wasMoving] = [performance.now() - start, stage.moving];
  stage.box.dataset.frames = ++stage.frames;
  if (!stage.moving) stage.box.dataset.atRest = 'yes';
}

/** A slow machine draws less while the picture moves: no ties, then the last picture, shifted and scaled. */
function adapt(stage, took) {
  const ways = ['few', 'none', 'last'];
  const now = ways.indexOf(stage.lines);
  if (took > SLOW || stage.late > 2) stage.lines = ways[Math.min(now + 1, 2)];
  else if (took < FAST && !stage.late && now === 1) stage.lines = 'few';
}

function paintFrame(stage, lines) {
  const { context, camera } = stage;
  if (lines === 'last') shiftLast(stage);
  else {
    stage.scene.draw(camera, stage.colours.paper, lines);
    stage.base.style.transform = '';
    stage.last = { ...camera };
  }
  context.setTransform(camera.ratio, 0, 0, camera.ratio, 0, 0);
  context.clearRect(0, 0, stage.width, stage.height);
  stage.listen.write(stage);
}

function shiftLast({ base, camera, last }) {
  const [dx, dy] = [(last.x - camera.x) * camera.zoom, (camera.y - last.y) * camera.zoom];
  base.style.transform = `translate(${dx}px, ${dy}px) scale(${camera.zoom / last.zoom})`;
}

/** Where a person stands on the screen, and how far disc and ring reach, in pixels of the page. */
function onScreen({ plan, camera, width, height }, i) {
  return [
    width / 2 + (plan.x[i] - camera.x) * camera.zoom,
    height / 2 - (plan.y[i] - camera.y) * camera.zoom,
    Math.max(plan.reach[i] * camera.size, 0.7),
  ];
}

/** The ties to draw of these, the heaviest first: all, or those in view up to the most; `before` if nothing changed. */
function tiesInView({ plan, camera, width, height, scene }, ties, before) {
  if (ties.length <= scene.most) return ties;
  const same = (one, other) => one?.length === other.length && one.every((tie, k) => tie === other[k]);
  const [w, h] = [width / 2 / camera.zoom, height / 2 / camera.zoom];
  const out = (a, b, at, reach) => (a < at - reach && b < at - reach) || (a > at + reach && b > at + reach);
  const found = [];
  for (const tie of ties) {
    const { s, t } = tie;
    if (out(plan.x[s], plan.x[t], camera.x, w) || out(plan.y[s], plan.y[t], camera.y, h)) continue;
    found.push(tie);
    if (found.length === scene.most) break;
  }
  return same(before, found) ? before : found;
}

/** People by the square they stand in, to find who is under the pointer. */
function hitGrid(plan) {
  const { order, x, y } = plan;
  const wide = Math.max(...[x, y].map((v) => order.reduce((most, i) => Math.max(most, Math.abs(v[i])), 1)));
  const cell = Math.max((2.2 * wide) / Math.sqrt(order.length + 1), 4);
  const cells = new Map();
  const key = (a, b) => Math.floor(a / cell) * 65536 + Math.floor(b / cell);
  for (const i of order) {
    const at = key(x[i], y[i]);
    if (!cells.has(at)) cells.set(at, []);
    cells.get(at).push(i);
  }
  const largest = order.reduce((most, i) => Math.max(most, plan.reach[i]), 0);
  return function near(px, py, more) {
    const reach = largest + more;
    const found = [...plan.extra];
    for (let a = Math.floor((px - reach) / cell); a <= Math.floor((px + reach) / cell); a++) {
      for (let b = Math.floor((py - reach) / cell); b <= Math.floor((py + reach) / cell); b++) {
        for (const i of cells.get(a * 65536 + b) ?? []) found.push(i);
      }
    }
    return found;
  };
}

/** Who is drawn under a place on the screen, the nearest rim first; -1 where nobody is. */
function personUnder(stage, px, py, shown) {
  const { camera } = stage;
  const x = camera.x + (px - stage.width / 2) / camera.zoom;
  const y = camera.y - (py - stage.height / 2) / camera.zoom;
  let [best, least] = [-1, 5];
  for (const i of stage.grid(x, y, 6 / camera.zoom)) {
    if (!shown[i]) continue;
    const [cx, cy] = onScreen(stage, i);
    const away = Math.hypot(cx - px, cy - py) - Math.max(stage.plan.radius[i] * camera.size, 0.7);
    if (away < least) [best, least] = [i, away];
  }
  return best;
}

/** Zoom by a factor, keeping what is under this place where it is. */
function zoomAt(stage, px, py, factor) {
  const { camera } = stage;
  const [dx, dy] = [px - stage.width / 2, py - stage.height / 2];
  const [x, y] = [camera.x + dx / camera.zoom, camera.y - dy / camera.zoom];
  const zoom = Math.min(Math.max(camera.zoom * factor, camera.whole * FARTHEST), camera.whole * CLOSEST);
  setCamera(stage, { x: x - dx / zoom, y: y + dy / zoom, zoom });
}

function panBy(stage, dx, dy) {
  const { x, y, zoom } = stage.camera;
  setCamera(stage, { x: x - dx / zoom, y: y + dy / zoom, zoom });
}

/** One pointer drags, two pinch, a short press chooses; the wheel zooms where the picture has been taken hold of. */
function startPointers(stage) {
  const { above, listen } = stage;
  const down = new Map();
  let moved = 0;
  const place = (event) => [event.offsetX, event.offsetY];
  above.addEventListener('pointerdown', (event) => {
    if (event.button) return;
    above.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(event));
    stage.held = true;
    if (down.size === 1) moved = 0;
    cancelAnimationFrame(stage.flight);
  });
  above.addEventListener('pointermove', (event) => {
    const before = down.get(event.pointerId);
    if (!before) return listen.over(...place(event), event.pointerType);
    const now = place(event);
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (down.size === 1 && moved > 4) panBy(stage, now[0] - before[0], now[1] - before[1]);
    if (down.size === 2) pinch(stage, [...down].find(([id]) => id !== event.pointerId)[1], before, now);
    down.set(event.pointerId, now);
    return undefined;
  });
  for (const end of ['pointerup', 'pointercancel']) {
    above.addEventListener(end, (event) => {
      const pressed = down.delete(event.pointerId) && !down.size && moved <= 4;
      stage.held = down.size > 0;
      if (pressed && end === 'pointerup') listen.press(...place(event));
    });
  }
  above.addEventListener('pointerleave', () => listen.over(-1, -1, ''));
  above.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== above) return;
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode ? 30 : 1) * (event.ctrlKey ? 4 : 1);
    zoomAt(stage, ...place(event), Math.exp(-pixels * 0.0016));
  }, { passive: false });
}

function pinch(stage, other, before, now) {
  const apart = ([x, y]) => Math.hypot(x - other[0], y - other[1]) || 1;
  const middle = (at) => [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2];
  const [from, to] = [middle(before), middle(now)];
  panBy(stage, to[0] - from[0], to[1] - from[1]);
  zoomAt(stage, ...to, apart(now) / apart(before));
}
