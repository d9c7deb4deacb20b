// The same marks on a Canvas 2D, for browsers without WebGL2.

const css = ([r, g, b], alpha = 1) => `rgba(${r},${g},${b},${alpha})`;
const markColour = (bytes, at) => css(bytes.subarray(at, at + 3), bytes[at + 3] / 255);

function makeCanvasScene(canvas) {
  const context = canvas.getContext('2d', { alpha: false });
  const kept = {};
  return {
    name: 'canvas',
    most: 12000,
    setPeople: (marks) => Object.assign(kept, marks),
    setLines: (all, few) => Object.assign(kept, { all, few }),
    busy: () => false,
    draw: (camera, paper, lines) => canvasDraw(context, kept, { camera, paper, lines }),
  };
}

function canvasDraw(context, kept, { camera, paper, lines }) {
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = css(paper);
  context.fillRect(0, 0, width, height);
  const unit = camera.zoom * camera.ratio;
  const size = camera.size * camera.ratio;
  const view = {
    size,
    unit,
    x: (v) => width / 2 + (v - camera.x) * unit,
    y: (v) => height / 2 - (v - camera.y) * unit,
    seen: (x, y, reach) => x > -reach && y > -reach && x < width + reach && y < height + reach,
  };
  if (kept[lines]) canvasLines(context, kept[lines], view);
  canvasDiscs(context, kept.halos, view);
  canvasDiscs(context, kept.discs, view);
  canvasRings(context, kept.rings, view);
}

function canvasLines(context, { count, form, colour }, view) {
  const steps = count < 500 ? 24 : count < 5000 ? 9 : 2;
  for (let k = 0; k < count; k++) {
    const outline = ribbon(form, k, view.unit, view.size, form[12 * k + 8] ? steps : 1);
    const [x, y] = [view.x(form[12 * k]), view.y(form[12 * k + 1])];
    context.fillStyle = markColour(colour, 4 * k);
    context.beginPath();
    for (const [dx, dy] of outline) context.lineTo(x + dx, y - dy);
    context.fill();
  }
}

function canvasDiscs(context, { count, form, colour }, view) {
  for (let k = 0; k < count; k++) {
    const [x, y] = [view.x(form[8 * k]), view.y(form[8 * k + 1])];
    const radius = Math.max(form[8 * k + 2] * view.size, 0.7);
    if (!view.seen(x, y, radius + 2)) continue;
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.fillStyle = markColour(colour, 8 * k);
    context.fill();
    if (form[8 * k + 4]) {
      context.beginPath();
      context.arc(x, y, radius * form[8 * k + 4], 0, 7);
      context.fillStyle = css(colour.subarray(8 * k + 4, 8 * k + 7), colour[8 * k + 3] / 255);
      context.fill();
    }
    if (!colour[8 * k + 7]) continue;
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.lineWidth = Math.max(form[8 * k + 3] * view.size, 0.35);
    context.strokeStyle = markColour(colour, 8 * k + 4);
    context.stroke();
  }
}

function canvasRings(context, { count, form, colour }, view) {
  const start = -Math.PI / 2;
  for (let k = 0; k < count; k++) {
    const [x, y] = [view.x(form[4 * k]), view.y(form[4 * k + 1])];
    const [radius, ratio] = form.subarray(4 * k + 2, 4 * k + 4);
    const ink = colour.subarray(4 * k, 4 * k + 3);
    const strength = colour[4 * k + 3] / 255;
    const thick = ringThickness(radius);
    const middle = (radius + ringGap(radius) + thick / 2) * view.size;
    if (!view.seen(x, y, middle + 3 * thick * view.size)) continue;
    const sweep = (FULL_TURN * ratio * Math.PI) / 180;
    context.strokeStyle = css(ink, 0.22 * strength);
    context.lineWidth = thick * 0.22 * view.size;
    context.beginPath();
    context.arc(x, y, middle, 0, 7);
    context.stroke();
    context.strokeStyle = context.fillStyle = css(ink, strength);
    context.lineWidth = thick * view.size;
    context.beginPath();
    context.arc(x, y, middle, start, start + sweep);
    context.stroke();
    const [half, length] = [(thick * 1.05 + 0.35) * view.size, (thick * 1.7 + 0.8) * view.size];
    canvasHead(context, [x, y], { middle, sweep, half, length });
  }
}

/** The tip at the end of an arc: it points on along the circle. */
function canvasHead(context, [x, y], { middle, sweep, half, length }) {
  const out = [Math.sin(sweep), -Math.cos(sweep)];
  const on = [Math.cos(sweep), Math.sin(sweep)];
  const at = (far, ahead) => [x + out[0] * far + on[0] * ahead, y + out[1] * far + on[1] * ahead];
  context.beginPath();
  context.moveTo(...at(middle + half, 0));
  context.lineTo(...at(middle - half, 0));
  context.lineTo(...at(middle - 0.12 * length, length));
  context.fill();
}
