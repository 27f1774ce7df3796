// Puts the page together and keeps its parts in step: one shown layer, one table, one chosen unit.

function start() {
  const find = (id) => document.getElementById(id);
  const scene = JSON.parse(find('payload').textContent);
  const areaLayers = scene.layers.filter((layer) => layer.kind === 'areas');
  const siteLayers = scene.layers.filter((layer) => layer.kind === 'points');
  const state = { layer: areaLayers[0], sites: null, table: 'areas', pinned: null, shown: null };
  let table = null;

  // the sites have a table and details before their markers are shown
  const sites = () => state.sites || siteLayers[0];
  const layerOf = (unit) => (unit && unit.kind === 'points' ? sites() : state.layer);
  const namesOf = (kind) => (kind === 'points' ? scene.sites.names : scene.areas.names);
  const show = (unit, bringIntoView = false) => {
    state.shown = unit;
    const name = unit ? namesOf(unit.kind)[unit.index] : '';
    const code = unit && unit.kind === 'areas' ? scene.areas.codes[unit.index] : '';
    map.choose(unit, bringIntoView, unit && { name, value: layerOf(unit).columns[0].cells[unit.index] });
    table.choose(unit);
    drawDetails(find('details'), layerOf(unit), unit, name, code);
  };
  const pin = (unit, bringIntoView) => {
    state.pinned = unit;
    finders.forEach(({ kind, select }) => { select.value = unit && unit.kind === kind ? String(unit.index) : ''; });
    show(unit, bringIntoView);
  };
  const on = {
    hover: (unit, bringIntoView) => show(unit, bringIntoView),
    leave: (letGo) => (letGo ? pin(null) : show(state.pinned)),
    pin,
    layer(layer) {
      state.layer = layer;
      drawLayer();
      find('status').textContent = `Now showing ${layer.title}. ${layer.question}`;
    },
    sites(layer) {
      state.sites = layer;
      map.showSites(layer);
      drawWords();
      if (state.table === 'points') drawTables();
      show(state.shown);
    },
  };

  const drawTables = () => {
    const layer = state.table === 'points' ? sites() : state.layer;
    const rows = `${layer.classes.length.toLocaleString('en-GB')} ${UNITS[layer.kind]}`;
    find('data-title').textContent = `Table: ${layer.title}`;
    table = drawTable(find('table'), {
      layer,
      names: namesOf(layer.kind),
      codes: layer.kind === 'areas' ? scene.areas.codes : null,
      caption: `${layer.title} (${layer.unit}), ${scene.place}, ${scene.period}: ${rows}. A header sorts; in the first column, arrow keys walk the rows.`,
    }, on);
  };
  const drawWords = () => {
    const layers = state.sites ? [state.layer, state.sites] : [state.layer];
    drawLegend(find('key'), state.layer);
    if (state.sites) drawLegend(find('sites-key'), state.sites);
    document.querySelector('.sites').hidden = !state.sites;
    drawAbout(find('about'), layers);
    find('map-words').textContent = layers.map((layer) => layer.words).join(' ');
  };
  const drawLayer = () => {
    find('layer-title').textContent = state.layer.title;
    find('layer-question').textContent = state.layer.question;
    map.colour(state.layer);
    drawWords();
    if (state.table === 'areas' || !table) drawTables();
    show(state.shown);
  };

  drawChoice(find('choose'), areaLayers, siteLayers, on);
  const finders = [{ kind: 'areas', ...drawFinder('areas', 'Find an area', scene.areas.names, on) }];
  if (scene.sites.names.length && siteLayers.length) {
    finders.push({ kind: 'points', ...drawFinder('points', 'Find a partner', scene.sites.names, on) });
    drawTableChoice(find('table-choice'), (kind) => {
      state.table = kind;
      drawTables();
      table.choose(state.shown);
    });
  }
  find('finders').append(...finders.map((finder) => finder.node));
  const map = drawMap(find('map'), scene, on);
  drawLayer();
  followLinks();
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') on.leave(true); });
  document.body.dataset.ready = 'true';
}

function drawTableChoice(form, choose) {
  const option = (kind, text) => {
    const input = element('input', { type: 'radio', name: 'table', value: kind, checked: kind === 'areas' });
    input.addEventListener('change', () => choose(kind));
    return element('label', {}, input, element('span', {}, text));
  };
  form.replaceChildren(element('fieldset', {}, element('legend', {}, 'Rows of the table'),
    option('areas', 'Areas, with the layer on the map'), option('points', 'Partners')));
}

// in a notebook's frame a link to a part of the page would load the notebook into the frame
function followLinks() {
  document.querySelectorAll('a[href^="#"]').forEach((link) => link.addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById(link.hash.slice(1))?.focus();
  }));
}
