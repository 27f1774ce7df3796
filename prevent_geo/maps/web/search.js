// Finds a place or a partner by name or code: a combobox with a list of what fits, or of what is spelt alike.

const MOST_FOUND = 12;
const ALIKE = 0.4;

function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function placesOf({ areas, sites }) {
  const place = (kind, { names, codes }, note) => names.map((name, index) =>
    ({ unit: { kind, index }, name, note: note(index), key: `${fold(name)}\n${fold(codes[index])}` }));
  const { compare } = new Intl.Collator('en-GB', { numeric: true });
  return [
    ...place('areas', areas, (i) => `Area ${areas.codes[i]}`),
    ...place('points', sites, (i) => `Partner, ${sites.sectors[i]}`),
  ].sort((a, b) => compare(a.name, b.name));
}

// names and codes that hold what is typed: first those that start with it, then those with a word that does
function findPlaces(places, typed) {
  const wanted = fold(typed.trim());
  const ranked = [[], [], []];
  for (const place of places) {
    const at = place.key.indexOf(wanted);
    if (at >= 0) ranked[at && (/[\p{L}\d]/u.test(place.key[at - 1]) ? 2 : 1)].push(place);
  }
  const found = ranked.flat();
  return found.length ? { found } : { found: spelt(places, wanted), meant: true };
}

// by the share of pairs of letters that two names have in common
function spelt(places, wanted) {
  const pairs = (text) => Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));
  const mine = new Set(pairs(wanted));
  const likeness = ({ key }) => {
    const theirs = pairs(key.split('\n')[0]);
    return (2 * theirs.filter((two) => mine.has(two)).length) / (mine.size + theirs.length || 1);
  };
  return places.map((place) => [likeness(place), place]).filter(([share]) => share >= ALIKE)
    .sort(([a], [b]) => b - a).map(([, place]) => place);
}

function drawSearch(node, scene, tell, pin) {
  const places = placesOf(scene);
  const input = element('input', { type: 'text', id: 'find', role: 'combobox', autocomplete: 'off', spellcheck: false,
    'aria-autocomplete': 'list', 'aria-controls': 'found', 'aria-expanded': 'false' });
  const options = element('ul', { id: 'found', role: 'listbox', ariaLabel: 'Places and partners found' });
  const hint = element('p', { className: 'hint' });
  const popup = element('div', { className: 'popup', hidden: true }, hint, options);
  let shown = [];
  let at = -1;
  const close = () => {
    popup.hidden = true;
    at = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const open = () => {
    close();
    const { found, meant } = findPlaces(places, input.value);
    shown = found.slice(0, MOST_FOUND);
    const more = found.length > MOST_FOUND ? `, the first ${MOST_FOUND} shown: type more to narrow them` : '';
    hint.textContent = meant ? `Nothing found by that name or code.${shown.length ? ' Did you mean:' : ''}` : `${counted(found.length)} found${more}`;
    options.replaceChildren(...shown.map(({ name, note }, i) => element('li', { role: 'option', id: `found-${i}` }, ...noted(name, note))));
    tell(hint.textContent);
    options.hidden = !shown.length;
    popup.hidden = false;
    input.setAttribute('aria-expanded', String(!options.hidden));
  };
  const move = (step) => {
    if (popup.hidden) open();
    if (!shown.length) return;
    options.children[at]?.removeAttribute('aria-selected');
    at = at < 0 && step < 0 ? shown.length - 1 : (at + step + shown.length) % shown.length;
    options.children[at].setAttribute('aria-selected', 'true');
    options.children[at].scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', `found-${at}`);
  };
  const take = (i) => {
    close();
    pin(shown[i].unit, true);
  };
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter() {
      if (popup.hidden) open();
      else if (shown.length) take(Math.max(at, 0));
    },
  };
  input.oninput = () => (input.value.trim() ? open() : close());
  input.onblur = close;
  input.onkeydown = (event) => {
    // the first press closes the list, the next lets go of what is chosen
    if (event.key === 'Escape' && !popup.hidden) {
      event.stopPropagation();
      close();
    }
    if (!Object.hasOwn(keys, event.key) || event.isComposing) return;
    event.preventDefault();
    keys[event.key]();
  };
  // a press on the list is not to take the focus from the input
  popup.onmousedown = () => false;
  options.onclick = ({ target }) => take([...options.children].indexOf(target.closest('li')));
  node.append(element('div', { className: 'search' },
    element('label', { htmlFor: 'find' }, scene.sites.names.length ? 'Find a place or partner' : 'Find a place'), input, popup));
  return (name) => { input.value = name; };
}
