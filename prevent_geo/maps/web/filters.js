// Which partners are shown, by sector and by readiness; notes and links on top of the map.

const FACETS = { sectors: 'Sector', readiness: 'Ready to work with' };

function facetsOf({ sites }, index) {
  return Object.keys(FACETS).map((facet) => `${facet}:${sites[facet][index]}`);
}

function keeps(scene, off) {
  return (index) => !facetsOf(scene, index).some((facet) => off.has(facet));
}

function tally(values) {
  const counts = new Map();
  values.forEach((value) => counts.set(value, (counts.get(value) || 0) + 1));
  return [...counts].sort(([a], [b]) => compare(a, b));
}

function drawFilters(scene, change) {
  const { sites } = scene;
  const form = byId('facets');
  const say = (off) => {
    const shown = [...sites.names.keys()].filter(keeps(scene, off));
    return `${counted(shown.length)} of ${counted(sites.names.length)} partners shown`;
  };
  const set = (off) => change({ off }, say(off));
  Object.entries(FACETS).forEach(([facet, title]) => {
    const boxes = tally(sites[facet]).map(([value, count]) => choice('checkbox', facet, `${facet}:${value}`, `${value} (${counted(count)})`));
    if (boxes.length > 1) form.append(fieldset(title, boxes));
  });
  form.onchange = () => set(new Set(Array.from(form.querySelectorAll('input:not(:checked)'), ({ value }) => value)));
  byId('all-sites').onclick = () => set(new Set());
  return ({ off }) => {
    check(form, ({ value }) => !off.has(value));
    document.querySelector('.filter-count').textContent = say(off);
  };
}

function drawExtras({ notes, links }, change) {
  const form = byId('extras');
  if (!form) return () => {};
  form.onchange = ({ target: { name, checked } }) => change({ [name]: checked }, `${name === 'notes' ? 'Notes' : 'Links'} ${checked ? 'shown' : 'hidden'}.`);
  return (state) => {
    check(form, ({ name }) => state[name]);
    byId('extras-key').replaceChildren(...(state.notes ? noteKey(notes) : []), ...(state.links ? linkKey(linkSteps(links)) : []));
  };
}

function linkKey([few, some]) {
  return [heading('h3', 'Links', `Width of a line: up to ${few}, up to ${some}, or more contacts.`)];
}

function noteKey(notes) {
  const labels = Object.fromEntries(notes.map(({ kind, kindLabel }) => [kind, kindLabel]));
  const lines = tally(notes.map(({ kind }) => kind)).map(([kind, count]) => line(noteSign(kind), [labels[kind]], counted(count), 'notes'));
  return [heading('h3', 'Notes', 'number of notes of each kind'), list(lines)];
}
