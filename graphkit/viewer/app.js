// One state, who is chosen, and one way to change it.

const app = { data: null, chosen: -1 };

/** Choose a person (-1: nobody); everything that shows people hears of it as the event `chosen`. */
function choose(i) {
  if (i === app.chosen) return;
  app.chosen = i;
  const hash = i < 0 ? '' : hashOf(i);
  if (fromHash(location.hash) !== i) history.pushState(null, '', hash || location.pathname + location.search);
  document.dispatchEvent(new CustomEvent('chosen', { detail: i }));
}

/** `#@label`, or `#number` where a label is empty or not the only one. */
function hashOf(i) {
  const { label } = app.data.people;
  const alone = label[i] && label.indexOf(label[i]) === i && label.lastIndexOf(label[i]) === i;
  return alone ? `#@${encodeURIComponent(label[i].toWellFormed?.() ?? label[i])}` : `#${i}`;
}

/** Who is meant by the part of the address after #; -1 where nobody is. */
function fromHash(hash) {
  const { label, count } = app.data.people;
  let text = hash.slice(1);
  try {
    text = decodeURIComponent(text);
  } catch {
    return -1;
  }
  if (/^\d+$/.test(text)) return Number(text) < count ? Number(text) : -1;
  if (!text.startsWith('@')) return -1;
  const found = label.indexOf(text.slice(1));
  return found >= 0 ? found : label.findIndex((name) => name.toLowerCase() === text.slice(1).toLowerCase());
}

async function boot() {
  app.data = await unpack(document.getElementById('data').textContent);
  window.graphkit = { app, choose };
  startCharts();
  startTable();
  startCard();
  if (typeof startExplorer === 'function') startExplorer(app.data);
  const follow = () => choose(fromHash(location.hash));
  window.addEventListener('hashchange', follow);
  window.addEventListener('popstate', follow);
  follow();
  document.documentElement.dataset.ready = 'yes';
}

boot();
