// What stands around the map: the choice of layer, the legend, the lists that find a unit, its details, the method.

const UNITS = { areas: 'areas', points: 'sites' };

function drawChoice(form, areaLayers, siteLayers, on) {
  const groups = new Map();
  const group = (name) => {
    if (!groups.has(name)) groups.set(name, element('fieldset', {}, element('legend', {}, name)));
    return groups.get(name);
  };
  areaLayers.forEach((layer, i) => {
    const input = element('input', { type: 'radio', name: 'layer', value: layer.id, checked: i === 0 });
    input.addEventListener('change', () => on.layer(layer));
    group(layer.group).append(element('label', {}, input, element('span', {}, layer.title)));
  });
  const boxes = siteLayers.filter((layer) => layer.classes.length).map((layer) => {
    const input = element('input', { type: 'checkbox', name: 'sites', value: layer.id });
    input.addEventListener('change', () => {
      // one site has one marker, so one layer of them at a time
      boxes.forEach((box) => { if (box !== input) box.checked = false; });
      on.sites(input.checked ? layer : null);
    });
    const text = `${layer.title} (${layer.classes.length.toLocaleString('en-GB')} markers)`;
    group(layer.group).append(element('label', {}, input, element('span', {}, text)));
    return input;
  });
  form.replaceChildren(...groups.values());
  form.addEventListener('submit', (event) => event.preventDefault());
}

function drawLegend(node, layer) {
  const areal = layer.kind === 'areas';
  const lines = layer.legend.map((entry, number) => element('li', {},
    areal ? swatch(entry) : mark(entry, number),
    element('span', { className: 'label' }, entry.label, ...(entry.note ? [element('small', {}, entry.note)] : [])),
    element('span', { className: 'count' }, entry.count, element('span', { className: 'unseen' }, ` ${UNITS[layer.kind]}`))));
  const unit = areal ? `${layer.unit}; number of areas` : 'number of sites';
  node.replaceChildren(
    element('h3', {}, layer.title, element('small', {}, unit)),
    element('ul', { role: 'list' }, ...lines),
  );
}

function drawFinder(kind, label, names, on) {
  const select = element('select', { id: `find-${kind}` }, element('option', { value: '' }, 'None chosen'));
  const order = names.map((_, i) => i).sort((a, b) => names[a].localeCompare(names[b], 'en-GB', { numeric: true }));
  select.append(...order.map((i) => element('option', { value: String(i) }, names[i])));
  select.addEventListener('change', () => (select.value ? on.pin({ kind, index: Number(select.value) }, true) : on.leave(true)));
  return { node: element('p', { className: 'finder' }, element('label', { htmlFor: select.id }, label), select), select };
}

function drawDetails(node, layer, unit, name, code) {
  if (!unit) {
    node.replaceChildren(element('p', {}, 'Point at the map, choose from a list above, or walk down the table.'));
    return;
  }
  const entry = layer.legend[layer.classes[unit.index]];
  const pairs = layer.columns.filter((column) => column.cells[unit.index] !== '').flatMap((column, i) => {
    const text = element('dd', {}, column.cells[unit.index]);
    if (i === 0) text.prepend(layer.kind === 'areas' ? swatch(entry) : mark(entry, layer.classes[unit.index]), ' ');
    if (i === 0 && entry.label !== column.cells[unit.index]) text.append(element('small', {}, entry.label));
    if (i === 0 && entry.note) text.append(element('small', {}, entry.note));
    return [element('div', {}, element('dt', {}, column.label), text)];
  });
  node.replaceChildren(
    element('h3', {}, name, ...(code ? [element('small', {}, code)] : [])),
    element('dl', {}, ...pairs),
  );
}

function drawAbout(node, layers) {
  node.replaceChildren(...layers.flatMap((layer) => [
    element('h3', {}, layer.title),
    element('dl', {}, ...Object.entries(layer.about).map(([term, text]) => element('div', {},
      element('dt', {}, term), element('dd', {}, text)))),
  ]));
}
