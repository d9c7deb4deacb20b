// The sentences of a person, by the same rules as graphkit/diagrams/_words.py and _card_words.py; a test compares them.

const ME = 'me..me..me',
  NAMES_OTHERS = 'names others',
  UNDECIDED = 'undecided',
  TOO_FEW = 'too few posts';
const Z95 = 1.959963984540054;
const NAMED_ONLY = 'only named';

/** Whether a number is there; unknown is never 0. */
const known = (value) => value !== null && value !== undefined && !Number.isNaN(value);

/** A number with its thousands apart: 12,345. */
const grouped = (value) =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');

/** A number as Python prints it with so many digits: halves go to the even digit. */
function fixed(value, digits) {
  const half = value * 2 ** (digits + 1),
    scale = 10 ** digits;
  if (Number.isInteger(half) && half % 2) {
    const low = Math.floor(value * scale);
    return ((low % 2 ? low + 1 : low) / scale).toFixed(digits);
  }
  return value.toFixed(digits);
}

/** A share in per cent, never 100 for less than all, never 0 for more than nothing. */
function percent(value, sign = true) {
  const hundred = 100 * value;
  let text;
  if (hundred === 0 || hundred === 100) text = fixed(hundred, 0);
  else if (hundred >= 99.5) text = fixed(Math.min(hundred, 99.9), 1);
  else if (hundred >= 9.95) text = fixed(hundred, 0);
  else text = hundred >= 0.05 ? fixed(hundred, 1) : fixed(Math.max(hundred, 0.01), 2);
  return sign ? `${text} %` : text;
}

/** `1 post`, `2,282 posts`, `no posts`. */
function counted(number, noun, plural = `${noun}s`) {
  if (!number) return `no ${plural}`;
  return `${grouped(number)} ${number === 1 ? noun : plural}`;
}

/** `once`, `twice`, `788 times`. */
const times = (number) => ({ 1: 'once', 2: 'twice' })[number] ?? `${grouped(number)} times`;

/** Both ends of the Wilson 95 % interval of t of n. */
function wilson(t, n) {
  const share = t / n,
    z2 = Z95 ** 2;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return [t === 0 ? 0 : Math.max(centre - half, 0), t === n ? 1 : Math.min(centre + half, 1)];
}

/** What is known of the posts of one person, with the names of people.csv; null where unknown. */
function personAt(i) {
  const { people: p, states, verdicts, verdict_reasons: reasons, verdict_with_threadss: others } = app.data;
  const n = p.posts[i],
    t = p.posts_for_others[i];
  const judged = known(n) && n > 0 && known(t);
  const [low, high] = judged ? wilson(t, n) : [null, null];
  return {
    i,
    posts: n,
    others: t,
    low,
    high,
    share: judged ? t / n : null,
    me: judged ? 1 - t / n : null,
    observed: states[p.state[i]] !== NAMED_ONLY,
    verdict: verdicts[p.verdict[i]],
    reason: reasons[p.verdict_reason[i]],
    needed: p.posts_needed[i],
    balance: judged ? Math.max(0, 2 * (n - t) - t) : null,
    threads: p.threads[i],
    otherVerdict: others ? others[p.verdict_with_threads[i]] : '',
  };
}

/** `Out of 182 posts, 2 were for a third person.` */
function cardSentence(person) {
  const { posts, others } = person;
  if (!person.observed) return 'They wrote nothing in this export; others named them.';
  if (!known(posts)) return 'This export holds acts, not posts.';
  if (posts === 0) return 'None of their posts is counted.';
  if (posts === 1) return `Their only post was ${others ? '' : 'not '}for a third person.`;
  if (others === posts) return `All of ${grouped(posts)} posts were for a third person.`;
  const were = others === 0 ? 'none was' : others === 1 ? 'one was' : `${grouped(others)} were`;
  return `Out of ${grouped(posts)} posts, ${were} for a third person.`;
}

/** The share with its interval, and what it describes; empty where there are no posts. */
function measuredSentence(person) {
  if (!person.observed || !known(person.share)) return '';
  return (
    `In this export, ${grouped(person.others)} of ${counted(person.posts, 'post')} (${percent(person.share)}, ` +
    `95 % interval ${percent(person.low, false)}–${percent(person.high, false)} %) named someone else. ` +
    'This describes these posts, not the person.'
  );
}

/** How many of the others have a smaller me-share; `others` are those of everybody else who could be judged. */
function standingSentence({ me, verdict }, others, alone) {
  if (alone) return 'nobody to compare with: this export holds the posts of one person';
  if (![ME, NAMES_OTHERS, UNDECIDED].includes(verdict))
    return `${verdict ? 'too few posts to compare' : 'not judged, so not compared'} with the others`;
  if (others.length < 5) return 'nobody to compare with: too few others here could be judged';
  const smaller = others.filter((value) => value < me).length;
  if (smaller === others.length) return `the largest me-share of all ${grouped(others.length + 1)} people judged here`;
  if (!smaller) return `no one of the ${grouped(others.length)} others judged here has a smaller me-share`;
  return `a larger me-share than ${grouped(smaller)} of the ${grouped(others.length)} others judged here`;
}

/** What would change the verdict; how many more posts could lead to me..me..me only where the share points there. */
function changeSentences(person, flagLine) {
  if (!known(person.share) || !person.observed) return [];
  const lines = [];
  if (known(person.needed) && person.share < 1 - flagLine) {
    lines.push(`If the next ${counted(person.needed, 'post')} named nobody, the verdict could be ${ME}.`);
  }
  if (person.balance > 0) {
    lines.push(`${counted(person.balance, 'more post')} for others would make two for each of their own.`);
  } else lines.push('They already give at least two posts to others for each of their own.');
  return lines.map((line) => line[0].toUpperCase() + line.slice(1));
}

/**
 * Thread replies that are folded in, and whether counting them would change the verdict; empty where there are
 * none.
 */
function threadSentence(person) {
  const { threads, share } = person;
  if (!known(threads) || !threads) return '';
  let more = '';
  if (known(share))
    more = `; counted one by one, ${percent(person.others / (person.posts + threads))} would be for others`;
  if (person.otherVerdict && person.otherVerdict !== person.verdict)
    more += ` and the verdict “${person.otherVerdict}”`;
  const replies = counted(threads, 'reply', 'replies');
  const fold = threads === 1 ? 'continues an earlier post and is' : 'continue an earlier post and are';
  return `${replies} to themselves ${fold} folded into it${more}.`;
}
