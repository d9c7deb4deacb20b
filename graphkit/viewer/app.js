// One state, who is chosen, and one way to change it.

const app = { data: null, chosen: -1 };

/** Choose a person (-1: nobody); everything that shows people hears of it as the event `chosen`. */
function choose(i) {
  if (i === app.chosen) return;
  app.chosen = i;
  const hash = i < 0 ? '' : hashOf(i);
  if (location.hash !== hash) history.replaceState(null, '', hash || location.pathname + location.search);
  document.dispatchEvent(new CustomEvent('chosen', { detail: i }));
}

/** `#@label`, or `#number` where a label is empty or not the only one. */
function hashOf(i) {
  const label = app.data.people.label[i];
  return label && app.data.people.label.indexOf(label) === app.data.people.label.lastIndexOf(label)
    ? `#@${encodeURIComponent(label)}`
    : `#${i}`;
}

/** Who is meant by the part of the address after #; -1 where nobody is. */
function fromHash(hash) {
  let text = hash.slice(1);
  try {
    text = decodeURIComponent(text);
  } catch {
    return -1;
  }
  const count = app.data.people.count;
  if (/^\d+$/.test(text)) return Number(text) < count ? Number(text) : -1;
  return text.startsWith('@') ? app.data.people.label.indexOf(text.slice(1)) : -1;
}

async function boot() {
  app.data = await unpack(document.getElementById('data').textContent);
  window.graphkit = { app, choose };
  window.addEventListener('hashchange', () => choose(fromHash(location.hash)));
  if (typeof startExplorer === 'function') startExplorer(app.data);
  const first = fromHash(location.hash);
  if (first >= 0) choose(first);
  document.documentElement.dataset.ready = 'yes';
}

boot();
