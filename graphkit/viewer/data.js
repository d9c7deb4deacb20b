// The data of the page: gzip of columns in base64, made by _pack.py. Unknown is NaN or null, never 0.

const POST_KINDS = ['retweet', 'quote', 'reply', 'mention', 'self', 'post'];
/** Marks that turn the direction of what follows, and halves of characters. */
const TURNING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu;
const TIE_KINDS = ['retweets', 'quotes', 'replies', 'mentions'];

/** The packed text as `data`: people, ties, out(i), into(i), strip(i), name(i), meta. */
async function unpack(text) {
  const zipped = Uint8Array.from(atob(text.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const headLength = new DataView(bytes.buffer).getUint32(0, true);
  const decoder = new TextDecoder();
  const head = JSON.parse(decoder.decode(bytes.subarray(4, 4 + headLength)));
  const people = { count: head.people };
  const raw = {};
  const data = { people, meta: head.meta, latest: 0 };
  let at = 4 + headLength;
  for (const [name, coding, length, extra] of head.columns) {
    const part = bytes.subarray(at, at + length);
    at += length;
    if (coding === 'texts') people[name] = JSON.parse(decoder.decode(part));
    else if (coding === 'counts') people[name] = readVarints(part).map((v) => (v ? v - 1 : NaN));
    else if (coding === 'steps') people[name] = readSteps(part, extra);
    else if (coding === 'words') readWords(data, name, part, extra);
    else if (coding === 'days') people[name] = readDays(part, extra);
    else if (coding === 'strips') Object.assign(data, { latest: extra, strip: stripReader(part, people) });
    else raw[name] = readVarints(part);
  }
  addShares(people);
  data.ties = readTies(raw, people.count);
  const out = listing(data.ties.source, people.count);
  const into = listing(data.ties.target, people.count);
  return Object.assign(data, { out, into, name: (i, most = 40) => shownName(people, i, most) });
}

function readVarints(bytes) {
  let count = 0;
  for (const byte of bytes) if (byte < 128) count++;
  const values = new Float64Array(count);
  for (let k = 0, at = 0; k < count; k++) {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * unit;
      if (byte < 128) break;
    }
    values[k] = value;
  }
  return values;
}

function readSteps(bytes, perUnit) {
  const count = bytes.length / 2;
  return Float64Array.from({ length: count }, (_, k) => {
    const value = bytes[k] + 256 * bytes[count + k];
    return value === 65535 ? NaN : value / perUnit;
  });
}

/** Codes into `data.verdicts`, `data.states` …, 0 where there is no word (`''`). Networks are few: plain words. */
function readWords(data, name, part, extra) {
  const known = ['', ...extra];
  const codes = Uint16Array.from(readVarints(part));
  data[`${name}s`] = known;
  data.people[name] = name === 'network' ? Array.from(codes, (code) => known[code]) : codes;
}

/** Days since 1970. */
function readDays(part, start) {
  const first = start === null ? NaN : Date.parse(`${start}T00:00:00Z`) / 86400000;
  return readVarints(part).map((v) => (v ? v - 1 + first : NaN));
}

/** What follows from the counts, under the names of people.csv. */
function addShares(people) {
  const ratio = (part, whole) => people[part].map((v, i) => (people[whole][i] > 0 ? v / people[whole][i] : NaN));
  people.third_person_share = ratio('posts_for_others', 'posts');
  people.me_share = people.third_person_share.map((v) => 1 - v);
  people.me_share_low = people.third_person_share_high.map((v) => 1 - v);
  people.me_share_high = people.third_person_share_low.map((v) => 1 - v);
  people.self_mention_ratio = ratio('self_mentions', 'interactions_sent');
  people.posts_for_balance = people.posts.map((v, i) => Math.max(0, 2 * v - 3 * people.posts_for_others[i]));
}

function readTies(raw, people) {
  const count = raw.gaps.length;
  const source = new Uint32Array(count);
  const target = new Uint32Array(count);
  for (let i = 0, k = 0; i < people; i++) {
    for (let left = raw.targets[i], last = -1; left > 0; left--, k++) {
      source[k] = i;
      last += raw.gaps[k];
      target[k] = last;
    }
  }
  const ties = { count, source, target };
  for (const kind of TIE_KINDS) ties[kind] = Uint32Array.from(raw[kind]);
  ties.weight = source.map((_, k) => TIE_KINDS.reduce((sum, kind) => sum + ties[kind][k], 0));
  const place = new Map();
  for (let k = 0; k < count; k++) place.set(source[k] * people + target[k], k);
  ties.reverse = Int32Array.from(source, (s, k) => place.get(target[k] * people + s) ?? -1);
  ties.back = ties.weight.map((_, k) => (ties.reverse[k] < 0 ? 0 : ties.weight[ties.reverse[k]]));
  return ties;
}

/** A function that gives the numbers of the ties that have person i at this end. */
function listing(ends, people) {
  const start = new Uint32Array(people + 1);
  for (const end of ends) start[end + 1]++;
  for (let i = 0; i < people; i++) start[i + 1] += start[i];
  const next = start.slice();
  const order = new Uint32Array(ends.length);
  ends.forEach((end, k) => (order[next[end]++] = k));
  return (i) => order.subarray(start[i], start[i + 1]);
}

/** A function that gives the kinds of a person's latest posts, oldest first; null where they wrote none. */
function stripReader(bytes, people) {
  let starts = null;
  const kept = (i, most) => {
    const written = POST_KINDS.reduce((sum, kind) => sum + (people[`posts_${kind}`][i] || 0), 0);
    return Math.min(written, most);
  };
  return function strip(i) {
    const most = this.latest;
    if (!starts) {
      starts = new Uint32Array(people.count + 1);
      for (let p = 0; p < people.count; p++) starts[p + 1] = starts[p] + Math.ceil(kept(p, most) / 3);
    }
    const length = kept(i, most);
    if (!length) return null;
    const base = starts[i];
    return Array.from({ length }, (_, k) => POST_KINDS[Math.floor(bytes[base + Math.floor(k / 3)] / 6 ** (k % 3)) % 6]);
  };
}

/** A label as it is shown: one line, without control characters, shortened, with @ where the network writes it. */
function shownName(people, i, most) {
  const plain = people.label[i]
    .slice(0, 500)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(TURNING, '')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim();
  const letters = Array.from(plain);
  const text = letters.length > most ? `${letters.slice(0, most - 1).join('').trimEnd()}…` : plain;
  return (people.at[i] ? '@' : '') + (text || '(no name)');
}
