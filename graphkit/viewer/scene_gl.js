// The marks in WebGL2: every kind is one instanced draw call, its edges smoothed in the shader.

const GL_SHARED = `#version 300 es
precision highp float;
uniform vec4 camera; // centre in points, pixels a point of distance, pixels a point of size
uniform vec2 half_page; // pixels
`;

const GL_DISC = [
  `${GL_SHARED}
layout(location=0) in vec2 centre;
layout(location=1) in vec3 size; // radius, width of the outline, radius of the hole as a part
layout(location=2) in vec4 fill;
layout(location=3) in vec4 edge;
out vec2 at; flat out vec3 span; flat out vec4 inner; flat out vec4 outer;
void main() {
  float radius = max(size.x * camera.w, 0.7), width = size.y * camera.w;
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  at = corner * (radius + width * 0.5 + 1.0);
  span = vec3(radius, width, size.z * radius);
  inner = fill; outer = edge;
  gl_Position = vec4(((centre - camera.xy) * camera.z + at) / half_page, 0.0, 1.0);
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
    float line = clamp(span.y * 0.5 + 0.5 - abs(away - span.x), 0.0, 1.0) * min(span.y, 1.0);
    float alpha = outer.a * line + colour.a * (1.0 - outer.a * line);
    colour = vec4(mix(colour.rgb * colour.a, outer.rgb, outer.a * line) / max(alpha, 0.001), alpha);
  }
  if (colour.a < 0.004) discard;
}`,
];

const GL_RING = [
  `${GL_SHARED}
layout(location=0) in vec2 centre;
layout(location=1) in vec3 form; // radius of the disc, ratio, opacity
out vec2 at; flat out vec4 span;
void main() {
  float thick = clamp(0.2 * form.x, 1.3, 3.6), middle = form.x + clamp(0.14 * form.x, 0.9, 2.4) + thick * 0.5;
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  at = corner * (middle + thick * 2.0 + 1.0) * camera.w;
  span = vec4(middle * camera.w, thick * camera.w, radians(${FULL_TURN}.0) * form.y, form.z);
  gl_Position = vec4(((centre - camera.xy) * camera.z + at) / half_page, 0.0, 1.0);
}`,
  `#version 300 es
precision highp float;
uniform vec4 camera;
uniform vec3 ink;
in vec2 at; flat in vec4 span;
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
  float cover = max(max(track, arc), head) * span.w;
  if (cover < 0.004) discard;
  colour = vec4(ink, cover);
}`,
];

const GL_LINE = [
  `${GL_SHARED}
layout(location=0) in vec4 ends;
layout(location=1) in vec4 size; // widths at both ends, rims
layout(location=2) in float bend;
layout(location=3) in vec4 paint;
uniform float steps;
out vec4 ink; out vec2 across;
vec2 unit(vec2 v) { return v / (length(v) + 1e-6); }
void main() {
  float t = float(gl_VertexID >> 1) / steps, hand = float(gl_VertexID & 1) * 2.0 - 1.0;
  vec2 start = (ends.xy - camera.xy) * camera.z, along = (ends.zw - ends.xy) * camera.z;
  vec2 aside = vec2(-along.y, along.x) * bend;
  float way = length(along) + 1e-6;
  vec2 rim = size.zw * camera.w * min(1.0, 0.92 * way / ((size.z + size.w) * camera.w + 1e-6));
  vec2 first = start + unit(along * 0.5 + aside) * rim.x, last = start + along + unit(aside - along * 0.5) * rim.y;
  vec2 control = (first + last) * 0.5 + aside * length(last - first) / way;
  vec2 place = mix(mix(first, control, t), mix(control, last, t), t);
  vec2 ahead = unit(mix(control - first, last - control, t));
  float width = mix(size.x, size.y, t) * camera.w, drawn = max(width, 1.0), reach = drawn * 0.5 + 0.5;
  ink = vec4(paint.rgb, paint.a * min(width, drawn) / drawn);
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
  return { program, camera: uniform('camera'), page: uniform('half_page'), ink: uniform('ink'), steps: uniform('steps') };
}

/** A batch of marks on the card: floats and bytes a mark, split into the shader's inputs by [location, size, offset]. */
function glBatch(gl, floats, bytes) {
  const array = gl.createVertexArray();
  const buffers = [gl.createBuffer(), gl.createBuffer()];
  gl.bindVertexArray(array);
  [[floats, gl.FLOAT, 4, false], [bytes, gl.UNSIGNED_BYTE, 1, true]].forEach(([inputs, type, width, scaled], k) => {
    const stride = inputs.reduce((sum, [, size]) => sum + size, 0) * width;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[k]);
    let offset = 0;
    for (const [location, size] of inputs) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, type, scaled, stride, offset);
      gl.vertexAttribDivisor(location, 1);
      offset += size * width;
    }
  });
  const batch = { array, count: 0 };
  batch.fill = ({ count, form, colour }) => {
    batch.count = count;
    [form, colour].forEach((content, k) => {
      if (!bytes.length && k) return;
      gl.bindBuffer(gl.ARRAY_BUFFER, buffers[k]);
      gl.bufferData(gl.ARRAY_BUFFER, content, gl.DYNAMIC_DRAW);
    });
  };
  return batch;
}

/** A scene on the canvas, or null where there is no WebGL2. */
function makeGlScene(canvas) {
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false });
  if (!gl) return null;
  const discForm = [[[0, 2], [1, 3]], [[2, 4], [3, 4]]];
  const parts = {
    disc: glProgram(gl, GL_DISC), ring: glProgram(gl, GL_RING), line: glProgram(gl, GL_LINE),
    halos: glBatch(gl, ...discForm), discs: glBatch(gl, ...discForm),
    rings: glBatch(gl, [[0, 2], [1, 3]], []),
    all: glBatch(gl, [[0, 4], [1, 4], [2, 1]], [[3, 4]]), few: glBatch(gl, [[0, 4], [1, 4], [2, 1]], [[3, 4]]),
  };
  let ink = [0, 0, 0];
  return {
    name: 'webgl2',
    setPeople({ discs, halos, rings }) {
      parts.discs.fill(discs);
      parts.halos.fill(halos);
      parts.rings.fill(rings);
      ink = rings.colour;
    },
    setLines(all, few) {
      parts.all.fill(all);
      parts.few.fill(few);
    },
    draw: (camera, paper, lines) => glDraw(gl, parts, { camera, paper, ink, lines }),
  };
}

function glDraw(gl, parts, { camera, paper, ink, lines }) {
  const { width, height } = gl.canvas;
  gl.viewport(0, 0, width, height);
  gl.clearColor(...paper.map((v) => v / 255), 1);
  gl.clear(gl.COLOR_BUFFER_BIT);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  const draw = (part, batch, vertices) => {
    if (!batch?.count) return;
    gl.useProgram(part.program);
    gl.uniform4f(part.camera, camera.x, camera.y, camera.zoom * camera.ratio, camera.size * camera.ratio);
    gl.uniform2f(part.page, width / 2, height / 2);
    if (part.ink) gl.uniform3f(part.ink, ...ink.map((v) => v / 255));
    if (part.steps) gl.uniform1f(part.steps, vertices / 2 - 1);
    gl.bindVertexArray(batch.array);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, vertices, batch.count);
  };
  const shown = parts[lines];
  draw(parts.line, shown, shown?.count > 20000 ? 8 : 20);
  draw(parts.disc, parts.halos, 4);
  draw(parts.disc, parts.discs, 4);
  draw(parts.ring, parts.rings, 4);
}
