// The marks in WebGL2: every kind is one draw call, its edges smoothed in the shader.

const GL_ACROSS = 1024;
const GL_SHARED = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform vec4 camera; // centre in points, pixels a point of distance, pixels a point of size
uniform vec2 half_page; // pixels
uniform sampler2D form;
uniform sampler2D paint;
uniform int steps;
vec4 read(sampler2D table, int at) { return texelFetch(table, ivec2(at % ${GL_ACROSS}, at / ${GL_ACROSS}), 0); }
int mark() { return gl_VertexID / (2 * steps + 2); }
ivec2 corner() { // how far along, which side
  int at = gl_VertexID % (2 * steps + 2);
  return ivec2(at >> 1, at & 1);
}
`;

const GL_DISC = [
  `${GL_SHARED}
out vec2 at; flat out vec3 span; flat out vec4 inner; flat out vec4 outer;
void main() {
  vec4 disc = read(form, 2 * mark()); // centre, radius, width of the outline; then radius of the hole as a part
  float radius = max(disc.z * camera.w, 0.7), width = disc.w * camera.w;
  at = (vec2(corner()) * 2.0 - 1.0) * (radius + width * 0.5 + 1.0);
  span = vec3(radius, width, read(form, 2 * mark() + 1).x * radius);
  inner = read(paint, 2 * mark()); outer = read(paint, 2 * mark() + 1);
  gl_Position = vec4(((disc.xy - camera.xy) * camera.z + at) / half_page, 0.0, 1.0);
}`,
  `#version 300 es
precision highp float;
in vec2 at; flat in vec3 span; flat in vec4 inner; flat in vec4 outer;
out vec4 colour;
void main() {
  float away = length(at), cover = clamp(span.x + 0.5 - away, 0.0, 1.0);
  colour = vec4(inner.rgb, inner.a * cover);
  if (span.z > 0.0) colour.rgb = mix(colour.rgb, outer.rgb, clamp(span.z + 0.5 - away, 0.0, 1.0));
  if (outer.a > 0.0) {
    float line = clamp(span.y * 0.5 + 0.5 - abs(away - span.x), 0.0, 1.0) * clamp(span.y, 0.35, 1.0);
    float alpha = outer.a * line + colour.a * (1.0 - outer.a * line);
    colour = vec4(mix(colour.rgb * colour.a, outer.rgb, outer.a * line) / max(alpha, 0.001), alpha);
  }
  if (colour.a < 0.004) discard;
}`,
];

const GL_RING = [
  `${GL_SHARED}
out vec2 at; flat out vec3 span; flat out vec4 ink;
void main() {
  vec4 ring = read(form, mark()); // centre, radius of the disc, ratio
  float thick = clamp(0.2 * ring.z, 1.3, 3.6), middle = ring.z + clamp(0.14 * ring.z, 0.9, 2.4) + thick * 0.5;
  at = (vec2(corner()) * 2.0 - 1.0) * (middle + thick * 2.0 + 1.0) * camera.w;
  span = vec3(middle * camera.w, thick * camera.w, radians(${FULL_TURN}.0) * ring.w);
  ink = read(paint, mark());
  gl_Position = vec4(((ring.xy - camera.xy) * camera.z + at) / half_page, 0.0, 1.0);
}`,
  `#version 300 es
precision highp float;
uniform vec4 camera;
in vec2 at; flat in vec3 span; flat in vec4 ink;
out vec4 colour;
float side(vec2 p, vec2 a, vec2 b) { vec2 e = b - a; return (e.x * (p.y - a.y) - e.y * (p.x - a.x)) / length(e); }
void main() {
  float off = abs(length(at) - span.x), turn = atan(at.x, at.y);
  if (turn < 0.0) turn += 6.28318531;
  float track = clamp(span.y * 0.11 + 0.5 - off, 0.0, 1.0) * min(1.0, span.y * 0.22) * 0.22;
  float arc = turn <= span.z ? clamp(span.y * 0.5 + 0.5 - off, 0.0, 1.0) : 0.0;
  vec2 away = vec2(sin(span.z), cos(span.z)), on = vec2(cos(span.z), -sin(span.z));
  float wide = span.y * 1.05 + 0.35 * camera.w, far = span.y * 1.7 + 0.8 * camera.w;
  vec2 a = away * (span.x + wide), b = away * (span.x - wide), c = away * span.x + on * far - away * 0.12 * far;
  float head = clamp(0.5 + min(min(side(at, a, b), side(at, b, c)), side(at, c, a)), 0.0, 1.0);
  float cover = max(max(track, arc), head) * ink.a;
  if (cover < 0.004) discard;
  colour = vec4(ink.rgb, cover);
}`,
];

const GL_LINE = [
  `${GL_SHARED}
out vec4 ink; out vec2 across;
vec2 unit(vec2 v) { return v / (length(v) + 1e-6); }
void main() {
  vec4 ends = read(form, 3 * mark()), size = read(form, 3 * mark() + 1); // widths at both ends, rims
  float bend = read(form, 3 * mark() + 2).x;
  float t = float(corner().x) / float(steps), hand = float(corner().y) * 2.0 - 1.0;
  vec2 start = (ends.xy - camera.xy) * camera.z, along = (ends.zw - ends.xy) * camera.z;
  vec2 aside = vec2(-along.y, along.x) * bend;
  float way = length(along) + 1e-6;
  vec2 rim = size.zw * camera.w * min(1.0, 0.92 * way / ((size.z + size.w) * camera.w + 1e-6));
  vec2 first = start + unit(along * 0.5 + aside) * rim.x, last = start + along + unit(aside - along * 0.5) * rim.y;
  vec2 control = (first + last) * 0.5 + aside * length(last - first) / way;
  vec2 place = mix(mix(first, control, t), mix(control, last, t), t);
  vec2 ahead = unit(mix(control - first, last - control, t));
  float width = mix(size.x, size.y, t) * camera.w, drawn = max(width, 1.0), reach = drawn * 0.5 + 0.5;
  ink = read(paint, mark());
  ink.a *= min(width, drawn) / drawn;
  across = vec2(hand * reach, drawn * 0.5);
  gl_Position = vec4((place + vec2(-ahead.y, ahead.x) * hand * reach) / half_page, 0.0, 1.0);
}`,
  `#version 300 es
precision highp float;
in vec4 ink; in vec2 across;
out vec4 colour;
void main() { colour = vec4(ink.rgb, ink.a * clamp(across.y + 0.5 - abs(across.x), 0.0, 1.0)); }`,
];

function glProgram(gl, [vertex, fragment]) {
  const program = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) || 'no program');
  const uniform = (name) => gl.getUniformLocation(program, name);
  const [camera, page, form, paint, steps] = ['camera', 'half_page', 'form', 'paint', 'steps'].map(uniform);
  return { program, camera, page, form, paint, steps };
}

/** Bands of so many steps as triangles, two a step: numbers of their corners, for at least so many bands. */
function bandCorners(gl, kept, count, steps) {
  const held = kept[steps] ?? (kept[steps] = { buffer: gl.createBuffer(), count: 0 });
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, held.buffer);
  if (held.count >= count) return;
  const corners = new Uint32Array(count * steps * 6);
  for (let k = 0, at = 0; k < count; k++) {
    for (let step = 0; step < steps; step++) {
      const first = k * (2 * steps + 2) + 2 * step;
      for (const corner of [0, 1, 2, 2, 1, 3]) corners[at++] = first + corner;
    }
  }
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, corners, gl.STATIC_DRAW);
  held.count = count;
}

/** Marks on the card, in two tables that the shaders read by number. Instances would be slow without a card. */
function glBatch(gl) {
  const tables = [gl.createTexture(), gl.createTexture()];
  const batch = { tables, count: 0 };
  batch.fill = ({ count, form, colour }) => {
    batch.count = count;
    [[form, gl.RGBA32F, gl.FLOAT], [colour, gl.RGBA8, gl.UNSIGNED_BYTE]].forEach(([content, inside, type], k) => {
      const rows = Math.max(1, Math.ceil(content.length / 4 / GL_ACROSS));
      const whole = new content.constructor(rows * GL_ACROSS * 4);
      whole.set(content);
      gl.bindTexture(gl.TEXTURE_2D, tables[k]);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
      gl.texImage2D(gl.TEXTURE_2D, 0, inside, GL_ACROSS, rows, 0, gl.RGBA, type, whole);
    });
  };
  return batch;
}

/**
 * A scene drawn by WebGL2 on a canvas of its own and copied to `base`, or null where there is no WebGL2. The copy is
 * what a printer or a picture of the whole page gets, which ask for no new frame.
 */
function makeGlScene(base) {
  const canvas = document.createElement('canvas');
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false });
  if (!gl) return null;
  const context = base.getContext('2d', { alpha: false });
  const programs = { disc: glProgram(gl, GL_DISC), ring: glProgram(gl, GL_RING), line: glProgram(gl, GL_LINE) };
  const batches = Object.fromEntries(['all', 'few', 'halos', 'discs', 'rings'].map((name) => [name, glBatch(gl)]));
  const corners = {};
  let drawn = null;
  return {
    name: 'webgl2',
    most: 40000,
    canvas,
    setPeople: (marks) => ['halos', 'discs', 'rings'].forEach((name) => batches[name].fill(marks[name])),
    setLines(all, few) {
      batches.all.fill(all);
      batches.few.fill(few);
    },
    draw(camera, paper, lines) {
      [canvas.width, canvas.height] = [base.width, base.height];
      glDraw(gl, { programs, batches, corners }, { camera, paper, lines });
      context.drawImage(canvas, 0, 0);
      gl.deleteSync(drawn);
      drawn = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
    },
    /** Whether the last frame is still being drawn. */
    busy: () => drawn !== null && gl.getSyncParameter(drawn, gl.SYNC_STATUS) !== gl.SIGNALED,
  };
}

function glDraw(gl, { programs, batches, corners }, { camera, paper, lines }) {
  const { width, height } = gl.canvas;
  gl.viewport(0, 0, width, height);
  gl.clearColor(...paper.map((v) => v / 255), 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  const draw = (part, batch, steps) => {
    if (!batch?.count) return;
    gl.useProgram(part.program);
    gl.uniform4f(part.camera, camera.x, camera.y, camera.zoom * camera.ratio, camera.size * camera.ratio);
    gl.uniform2f(part.page, width / 2, height / 2);
    gl.uniform1i(part.steps, steps);
    gl.uniform1i(part.form, 0);
    gl.uniform1i(part.paint, 1);
    batch.tables.forEach((table, k) => {
      gl.activeTexture(gl.TEXTURE0 + k);
      gl.bindTexture(gl.TEXTURE_2D, table);
    });
    bandCorners(gl, corners, batch.count, steps);
    gl.drawElements(gl.TRIANGLES, 6 * steps * batch.count, gl.UNSIGNED_INT, 0);
  };
  const shown = batches[lines];
  draw(programs.line, shown, shown?.count > 20000 ? 3 : shown?.count > 2000 ? 5 : shown?.count > 400 ? 9 : 24);
  draw(programs.disc, batches.halos, 1);
  draw(programs.disc, batches.discs, 1);
  draw(programs.ring, batches.rings, 1);
}
