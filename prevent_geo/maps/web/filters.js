// Which partners are shown, by sector and by readiness; notes and links on top of the map.

const FACETS = { sectors: 'Sector', readiness: 'Ready to work with' };

function keeps({ sites }, off) {
  return (index) => Object.keys(FACETS).every((facet) => !off.has(`${facet}:${sites[facet][index]}`));
}

// how many have each value, by value
function tally(values) {
  const counts = new Map();
  values.forEach((value) => counts.set(value, (counts.get(value) || 0) + 1));
  return [...counts].sort(([a], [b]) => a.localeCompare(b, 'en-GB'));
}

function drawFilters(form, scene, change) {
  const { sites } = scene;
  const told = element('p', { className: 'filter-count' });
  const say = (off) => `${counted(sites.names.filter((_, i) => keeps(scene, off)(i)).length)} of ${counted(sites.names.length)} partners shown`;
  const set = (off) => change({ off }, say(off));
  const boxes = [];
  const facets = Object.entries(FACETS).filter(([facet]) => new Set(sites[facet]).size > 1).map(([facet, title]) => element('fieldset', {}, element('legend', {}, title),
    ...tally(sites[facet]).map(([value, count], i) => {
      const { input, node } = choice('checkbox', facet, i, `${value} (${counted(count)})`, '',
        () => set(new Set(boxes.filter((box) => !box.input.checked).map((box) => box.key))));
      boxes.push({ input, key: `${facet}:${value}` });
      return node;
    })));
  form.replaceChildren(told, ...facets, element('button', { type: 'button', onclick: () => set(new Set()) }, 'Show all partners'));
  return ({ off }) => {
    boxes.forEach(({ input, key }) => { input.checked = !off.has(key); });
    told.textContent = say(off);
  };
}

function drawExtras(form, key, scene, map, change) {
  const { notes, links } = scene;
  const boxes = [];
  const add = (name, text, small) => {
    const { input, node } = choice('checkbox', 'extras', name, text, small,
      (checked) => change({ [name]: checked }, `${name === 'notes' ? 'Notes' : 'Links'} ${checked ? 'shown' : 'hidden'}.`));
    boxes.push(input);
    form.append(node);
  };
  if (notes.length) add('notes', 'Notes: what roles said', `${counted(notes.length)} notes, also as a list under the map`);
  if (links.sites.length) add('links', 'Show links of what is chosen', 'Lines between a partner and the areas of its contacts');
  return (state) => {
    boxes.forEach((input) => { input.checked = state[input.value]; });
    key.replaceChildren(...(state.notes ? noteKey(notes) : []), ...(state.links ? linkKey(map.linkSteps) : []));
  };
}

function linkKey([few, some]) {
  return [heading('h3', 'Links', `Width of a line: up to ${few}, up to ${some}, or more contacts. Choose an area or a partner to see its lines.`)];
}

function noteKey(notes) {
  const labels = new Map(notes.map(({ kind, kindLabel }) => [kind, kindLabel]));
  return [heading('h3', 'Notes', 'number of notes of each kind'),
    list(tally(notes.map(({ kind }) => kind)).map(([kind, count]) => line(noteSign(kind), [labels.get(kind)], counted(count), ' notes')))];
}
