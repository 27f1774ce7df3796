// What stands around the map: the choice of layer, the legend, the details of a unit, the method.

function noted(text, small) {
  return small ? [text, element('small', {}, small)] : [text];
}

function heading(level, text, small) {
  return element(level, {}, ...noted(text, small));
}

function list(lines, className = '') {
  return element('ul', { role: 'list', className }, ...lines);
}

function line(sign, words, count, unit) {
  const node = element('li', {}, sign, element('span', { className: 'label' }, ...words));
  if (count) node.append(element('span', { className: 'count' }, count, element('span', { className: 'unseen' }, ` ${unit}`)));
  return node;
}

function term(name, ...meaning) {
  return element('div', {}, element('dt', {}, name), element('dd', {}, ...meaning));
}

function fieldset(title, nodes) {
  return element('fieldset', {}, element('legend', {}, title), ...nodes);
}

// a radio button or a box; its name is a few words, and what is small below them describes it
let choices = 0;
function choice(type, name, value, text, small) {
  choices += 1;
  const id = `choice-${choices}`;
  const input = element('input', { type, name, value, 'aria-labelledby': id });
  const words = element('span', {}, element('span', { id }, text));
  if (small) {
    words.append(element('small', { id: `${id}-more` }, small));
    input.setAttribute('aria-describedby', `${id}-more`);
  }
  return element('label', {}, input, words);
}

function check(form, isChecked) {
  form.querySelectorAll('input').forEach((input) => { input.checked = isChecked(input); });
}

function drawLayers(views, change) {
  const form = byId('choose');
  const layers = [...views.areas, ...views.sites.filter(({ classes }) => classes.length)];
  const groups = new Map(layers.map(({ group }) => [group, []]));
  layers.forEach(({ kind, id, group, label, question, classes }) => groups.get(group).push(kind === 'areas'
    ? choice('radio', 'layer', id, label, question)
    : choice('checkbox', 'sites', id, `${label} (${counted(classes.length)} markers)`, question)));
  form.append(...[...groups].map(([group, nodes]) => fieldset(group, nodes)));
  form.onchange = ({ target: { value, checked } }) => {
    const layer = layers.find(({ id }) => id === value);
    if (layer.kind === 'areas') change({ left: layer });
    // one site has one marker, so one layer of them at a time
    else change({ sites: checked ? layer : undefined }, `${layer.label}: ${checked ? 'shown' : 'hidden'}.`);
  };
  return ({ left, sites }) => check(form, ({ value }) => [left.id, sites?.id].includes(value));
}

function sign({ kind, legend }, number) {
  return kind === 'areas' ? swatch(legend[number]) : mark(legend[number], number);
}

function drawLegend(id, views) {
  byId(id).replaceChildren(...views.flatMap((view) => [
    heading('h3', view.label, view.kind === 'areas' ? `${view.unit}; number of areas` : 'number of sites'),
    list(view.legend.map(({ label, note, count }, number) => line(sign(view, number), noted(label, note), count, UNITS[view.kind]))),
  ]));
}

// the values of a unit in one view, or in the two that are compared
function detailsOf(views, unit) {
  const told = new Set();
  return views.map((view) => {
    const columns = view.columns.filter(({ label, cells }) => cells[unit] !== '' && !told.has(label));
    columns.forEach(({ label }) => told.add(label));
    return element('dl', {}, ...columns.map((column) => {
      const value = textOf(column, unit);
      if (column !== view.columns[0]) return term(column.label, value);
      const { label, note } = view.legend[view.classes[unit]];
      const more = [label === value ? '' : label, note].filter(Boolean);
      return term(column.label, sign(view, view.classes[unit]), ' ', value, ...more.map((words) => element('small', {}, words)));
    }));
  });
}

function drawAbout(views) {
  const layers = new Map(views.map((view) => [view.id, view]));
  byId('about').replaceChildren(...[...layers.values()].flatMap(({ label, question, about }) => [
    heading('h3', label, question),
    element('dl', {}, ...Object.entries(about).map(([name, text]) => term(name, text))),
  ]));
}
