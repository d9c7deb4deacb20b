// Finding a person by name: `/`, a few letters, Enter.

const MOST_FOUND = 8;

/** Numbers of the people whose name holds the text; those that begin with it and the larger first. */
function findPeople(data, text, weight) {
  const wanted = text.trim().replace(/^@/, '').toLowerCase();
  if (!wanted) return [];
  const found = [];
  data.people.label.forEach((label, i) => {
    const at = label.toLowerCase().indexOf(wanted);
    if (at >= 0) found.push([at === 0 ? (label.length === wanted.length ? 2 : 1) : 0, weight(i), i]);
  });
  found.sort((a, b) => b[0] - a[0] || b[1] - a[1] || a[2] - b[2]);
  return found.slice(0, MOST_FOUND).map((entry) => entry[2]);
}

/** A combobox: a field with a list below it; arrow keys move, Enter chooses, Escape clears. */
function makeSearch(data, weight, tell) {
  const field = make('input', {
    type: 'search', id: 'find', class: 'find', placeholder: 'Find a person  ( / )', autocomplete: 'off',
    spellcheck: 'false',
    role: 'combobox', 'aria-label': 'Find a person', 'aria-expanded': 'false', 'aria-controls': 'found',
    'aria-autocomplete': 'list',
  });
  const list = make('ul', { id: 'found', class: 'found', role: 'listbox', 'aria-label': 'People found', hidden: true });
  let found = [];
  let active = 0;
  const show = () => {
    list.replaceChildren(...found.map((i, k) => make('li', {
      id: `found-${k}`, role: 'option', 'data-i': i, 'aria-selected': k === active ? 'true' : 'false',
    }, make('bdi', {}, data.name(i)), make('span', {}, personWords(data, i)))));
    list.hidden = !found.length;
    field.setAttribute('aria-expanded', found.length ? 'true' : 'false');
    if (found.length) field.setAttribute('aria-activedescendant', `found-${active}`);
    else field.removeAttribute('aria-activedescendant');
  };
  const close = () => {
    found = [];
    show();
  };
  const take = (i) => {
    field.value = data.name(i);
    close();
    choose(i);
  };
  field.addEventListener('input', () => {
    [found, active] = [findPeople(data, field.value, weight), 0];
    show();
    if (field.value.trim()) tell(found.length ? `${found.length} found` : 'Nobody is called so');
  });
  field.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) active = (active + step + found.length) % found.length;
    else if (event.key === 'Enter' && found.length) return take(found[active]);
    else if (event.key === 'Escape') field.value = '';
    else return undefined;
    event.preventDefault();
    return event.key === 'Escape' ? close() : show();
  });
  field.addEventListener('blur', close);
  list.addEventListener('mousedown', (event) => {
    const item = event.target.closest('[data-i]');
    event.preventDefault();
    if (item) take(Number(item.dataset.i));
  });
  document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== 'range';
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  return make('div', { class: 'search' }, field, list);
}
