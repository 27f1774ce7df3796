// Finds a place or a partner by name or code: a combobox with a list of what fits, or of what is spelt alike.

const MOST_FOUND = 12;
const ALIKE = 0.4;

function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function placesOf({ areas, sites }) {
  const places = (kind, { names, codes }, note) => names.map((name, index) =>
    ({ unit: { kind, index }, name, note: note(index), key: `${fold(name)}\n${fold(codes[index])}` }));
  return [
    ...places('areas', areas, (i) => `Area ${areas.codes[i]}`),
    ...places('points', sites, (i) => `Partner, ${sites.sectors[i]}`),
  ].sort((a, b) => compare(a.name, b.name));
}

// names and codes that hold what is wanted: first those that start with it, then those with a word that does
function findPlaces(places, wanted) {
  const ranked = [[], [], []];
  for (const place of places) {
    const at = place.key.indexOf(wanted);
    if (at >= 0) ranked[at && (/[\p{L}\d]/u.test(place.key[at - 1]) ? 2 : 1)].push(place);
  }
  return ranked.flat();
}

// by the share of pairs of letters that two names have in common
function spelt(places, wanted) {
  const pairs = (text) => [...text].slice(1).map((letter, i) => text[i] + letter);
  const mine = new Set(pairs(wanted));
  const likeness = ({ key }) => {
    const theirs = pairs(key.split('\n')[0]);
    return (2 * theirs.filter((two) => mine.has(two)).length) / (mine.size + theirs.length);
  };
  return places.map((place) => [likeness(place), place]).filter(([share]) => share >= ALIKE)
    .sort(([a], [b]) => b - a).map(([, place]) => place);
}

function drawSearch(scene, tell, pin) {
  const places = placesOf(scene);
  const [input, options] = [byId('find'), byId('found')];
  const popup = document.querySelector('.popup');
  const hint = document.querySelector('.hint');
  let shown = [];
  let at = -1;
  const close = () => {
    popup.hidden = true;
    at = -1;
    input.ariaExpanded = 'false';
    input.removeAttribute('aria-activedescendant');
  };
  const open = () => {
    close();
    const wanted = fold(input.value.trim());
    const found = findPlaces(places, wanted);
    shown = (found.length ? found : spelt(places, wanted)).slice(0, MOST_FOUND);
    const more = found.length > MOST_FOUND ? `, the first ${MOST_FOUND} shown: type more to narrow them` : '';
    const none = `Nothing found by that name or code.${shown.length ? ' Did you mean:' : ''}`;
    hint.textContent = found.length ? `${counted(found.length)} found${more}` : none;
    options.replaceChildren(...shown.map(({ name, note }, i) => element('li', { role: 'option', id: `found-${i}` }, ...noted(name, note))));
    tell(hint.textContent);
    options.hidden = !shown.length;
    popup.hidden = false;
    input.ariaExpanded = String(!options.hidden);
  };
  const move = (step) => {
    if (popup.hidden) open();
    if (!shown.length) return;
    options.children[at]?.removeAttribute('aria-selected');
    at = (Math.max(at, step < 0 ? 0 : -1) + step + shown.length) % shown.length;
    const chosen = options.children[at];
    chosen.ariaSelected = 'true';
    chosen.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', chosen.id);
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
  return (name) => { input.value = name; };
}
