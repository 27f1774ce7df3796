// What stands around the map: the choice of layer, the legend, the details of a unit, the method.

function noted(text, small) {
  return [text, ...(small ? [element('small', {}, small)] : [])];
}

function heading(level, text, small) {
  return element(level, {}, ...noted(text, small));
}

function list(lines) {
  return element('ul', { role: 'list' }, ...lines);
}

function line(sign, words, count, unit = '') {
  const number = count === undefined ? [] : [element('span', { className: 'count' }, count, element('span', { className: 'unseen' }, unit))];
  return element('li', {}, sign, element('span', { className: 'label' }, ...words), ...number);
}

// a radio button or a box; its name is a few words, and what is small below them describes it
function choice(type, name, value, text, small, change) {
  const input = element('input', { type, name, value, onchange: () => change(input.checked) });
  const words = element('span', { id: `${name}-${value}` }, text);
  const more = element('small', { id: `${name}-${value}-more` }, small);
  input.setAttribute('aria-labelledby', words.id);
  if (small) input.setAttribute('aria-describedby', more.id);
  return { input, node: element('label', {}, input, element('span', {}, words, ...(small ? [more] : []))) };
}

function drawLayers(form, views, change) {
  const groups = new Map();
  const add = (type, name, layer, text, act) => {
    const { input, node } = choice(type, name, layer.id, text, layer.question, act);
    if (!groups.has(layer.group)) groups.set(layer.group, element('fieldset', {}, element('legend', {}, layer.group)));
    groups.get(layer.group).append(node);
    return input;
  };
  const radios = views.areas.map((layer) => add('radio', 'layer', layer, layer.title,
    () => change({ left: layer }, `Now showing ${layer.title}.`)));
  // one site has one marker, so one layer of them at a time
  const boxes = views.sites.filter((layer) => layer.classes.length).map((layer) =>
    add('checkbox', 'sites', layer, `${layer.title} (${counted(layer.classes.length)} markers)`,
      (checked) => change({ sites: checked ? layer : null }, `${layer.title}: ${checked ? 'shown' : 'hidden'}.`)));
  form.replaceChildren(...groups.values());
  return ({ left, sites }) => {
    radios.forEach((input) => { input.checked = input.value === left.id; });
    boxes.forEach((input) => { input.checked = input.value === sites?.id; });
  };
}

function sign(view, number) {
  return view.kind === 'areas' ? swatch(view.legend[number]) : mark(view.legend[number], number);
}

function drawLegend(node, views) {
  node.replaceChildren(...views.flatMap((view) => [
    heading('h3', view.title, view.kind === 'areas' ? `${view.unit}; number of areas` : 'number of sites'),
    list(view.legend.map(({ label, note, count }, number) => line(sign(view, number), noted(label, note), count, ` ${UNITS[view.kind]}`))),
  ]));
}

// the values of a unit in one view, or in the two that are compared
function drawDetails(node, views, unit, name, code, more) {
  const told = new Set();
  const lists = views.map((view) => {
    const columns = view.columns.filter(({ label, cells }) => cells[unit.index] !== '' && !told.has(label));
    columns.forEach(({ label }) => told.add(label));
    return element('dl', {}, ...columns.map((column) => detail(view, column, unit.index)));
  });
  node.replaceChildren(heading('h3', name, code), ...lists, ...more);
}

function detail(view, column, unit) {
  const value = textOf(column, unit);
  const text = element('dd', {}, value);
  if (column === view.columns[0]) {
    const { label, note } = view.legend[view.classes[unit]];
    text.prepend(sign(view, view.classes[unit]), ' ');
    text.append(...[label === value ? '' : label, note].filter(Boolean).map((words) => element('small', {}, words)));
  }
  return element('div', {}, element('dt', {}, column.label), text);
}

function drawAbout(node, views) {
  const told = new Map(views.map((view) => [view.id, view]));
  node.replaceChildren(...[...told.values()].flatMap((view) => [
    heading('h3', view.title, view.question),
    element('dl', {}, ...Object.entries(view.about).map(([term, text]) => element('div', {},
      element('dt', {}, term), element('dd', {}, text)))),
  ]));
}
