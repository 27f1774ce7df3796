// Puts the page together and keeps its parts in step: what is shown, one table, one chosen unit.

async function start() {
  const find = (id) => document.getElementById(id);
  let scene;
  try {
    scene = await readScene();
  } catch (error) {
    find('trouble').hidden = false;
    throw error;
  }
  const views = readViews(scene);
  const tell = (text) => { find('status').textContent = text; };
  let { state, pinned, at } = readAddress(scene, views);
  let table;
  let tableKey;

  // the sites have a table and details before their markers are shown
  const viewsOf = (kind) => (kind === 'points' ? [state.sites || views.sites[0]] : [state.left, state.right].filter(Boolean));
  const listOf = (kind) => (kind === 'points' ? scene.sites : scene.areas);
  const write = () => writeAddress(scene, state, pinned, at);
  const remember = later(write);

  const show = (unit, bringIntoView) => {
    table.choose(unit);
    if (!unit) {
      map.choose(null);
      find('details').replaceChildren(element('p', {}, 'Point at the map, find a place by name, or walk down the table.'));
      return;
    }
    const { kind, index } = unit;
    const name = listOf(kind).names[index];
    const shown = viewsOf(kind);
    const values = shown.map(({ label, columns }) => `${shown[1] ? `${label}: ` : ''}${textOf(columns[0], index)}`);
    map.choose(unit, bringIntoView, { name, value: values.join('; ') });
    const more = [...(state.notes ? notesOf(scene, unit) : []), ...(state.links ? linksOf(scene, unit) : [])];
    drawDetails(find('details'), shown, unit, name, kind === 'areas' && scene.areas.codes[index], more);
  };
  const drawPinned = (bringIntoView) => {
    setSearch(pinned ? listOf(pinned.kind).names[pinned.index] : '');
    map.links(state.links ? pinned : null);
    if (state.notes) drawSaid(find('said'), scene, pinned);
    show(pinned, bringIntoView);
  };
  const on = {
    hover: (unit, side, bringIntoView) => show(unit, bringIntoView),
    leave: (letGo) => (letGo ? on.pin(null) : show(pinned)),
    pin(unit, bringIntoView) {
      pinned = unit;
      drawPinned(bringIntoView);
      remember();
    },
    moved(view) {
      at = view;
      remember();
    },
  };

  const drawRows = () => {
    const kind = state.table;
    const [view, right] = viewsOf(kind);
    const isPoints = kind === 'points';
    const key = [view.key, right?.key, ...(isPoints ? state.off : [])].join('\n');
    if (key === tableKey) return;
    tableKey = key;
    const { names, codes } = listOf(kind);
    const title = right ? `${view.title} compared with ${right.title}` : view.title;
    const rows = [...names.keys()].filter(isPoints ? keeps(scene, state.off) : () => true);
    const columns = [{ label: 'Name', cells: names }, ...view.columns, ...(right ? [right.columns[0]] : []),
      ...(isPoints ? [] : [{ label: 'Code', cells: codes }])];
    const caption = `${title} (${view.unit}), ${scene.place}, ${scene.period}: ${counted(rows.length)} ${UNITS[kind]}. `
      + 'A header sorts; in the first column, arrow keys walk the rows.';
    find('data-title').textContent = `Table: ${title}`;
    table = drawTable(find('table'), { kind, columns, rows, caption }, on);
    find('download').onclick = () => download(`${title} ${scene.place} ${scene.marking}`, table.csv());
  };
  const drawWords = () => {
    const areas = viewsOf('areas');
    const sites = state.sites ? [state.sites] : [];
    find('layer-title').textContent = areas.map(({ title }) => title).join(' compared with ');
    find('headline').textContent = areas.map(({ headline }) => headline).join('. ');
    find('layer-question').textContent = state.left.question;
    find('map-words').textContent = [...areas, ...sites].map(({ words }) => words).join(' ');
    drawAbout(find('about'), [...areas, ...sites]);
    drawLegend(find('key'), areas);
    drawLegend(find('sites-key'), sites);
  };
  const drawPage = () => {
    const { small } = state;
    toggle.ariaPressed = String(small);
    if (small && !find('small').hasChildNodes()) drawMultiples(find('small'), views, map, enlarge);
    find('small').hidden = !small;
    find('figure').hidden = small;
    document.querySelector('.said').hidden = !state.notes;
    // a panel that has something new to say opens
    document.querySelector('.sites').open ||= Boolean(state.sites);
    controls.forEach((control) => control(state));
    map.show(state.left, state.right);
    map.sites(state.sites, keeps(scene, state.off));
    map.notes(state.notes);
    drawWords();
    drawRows();
    drawPinned();
  };
  const change = (changes, message) => {
    Object.assign(state, changes);
    drawPage();
    tell(message);
    remember();
  };
  const enlarge = (left) => {
    change({ left, right: null, small: false }, `Now showing ${left.label}.`);
    find('layer-title').focus();
  };
  const restore = () => {
    drawPage();
    if (at) map.setView(at);
  };

  const setSearch = drawSearch(find('tools'), scene, tell, on.pin);
  const toggle = element('button', { type: 'button', onclick: () => change({ small: !state.small }, '') }, 'Small maps');
  find('tools').append(toggle);
  drawShare(find('share'), tell, write);
  const map = drawMap(find('map'), scene, on);
  const controls = [
    drawLayers(find('choose'), views, change),
    drawTime(find('steps'), views, change),
    drawCompare(find('steps'), views, change),
    drawExtras(find('extras'), find('extras-key'), scene, map, change),
  ];
  const hasSites = scene.sites.names.length > 0 && views.sites.length > 0;
  if (hasSites) controls.push(drawFilters(find('filters'), scene, change), drawTableChoice(find('table-choice'), change));
  document.querySelector('.sites').hidden = !hasSites;
  document.querySelector('.extras').hidden = !find('extras').hasChildNodes();
  // on a phone the map comes first, and the panels are one line each until they are opened
  document.querySelectorAll('[data-narrow]').forEach((panel) => { panel.open = matchMedia('(min-width: 46rem)').matches; });
  restore();
  window.addEventListener('hashchange', () => {
    ({ state, pinned, at } = readAddress(scene, views));
    restore();
  });
  document.onsubmit = () => false;
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') on.leave(true); });
  followLinks();
  readyToPrint(find('map'));
  document.body.dataset.ready = 'true';
}

// the last of many calls, a moment after it: browsers complain of an address that is written without a pause
function later(act) {
  let waiting;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(act, 150);
  };
}

function drawTableChoice(form, change) {
  const option = (value, text) => choice('radio', 'table', value, text, '', () => change({ table: value }, `Table of ${value}.`));
  const options = [option('areas', 'Areas, with the layer on the map'), option('points', 'Partners')];
  form.append(element('fieldset', {}, element('legend', {}, 'Rows of the table'), ...options.map(({ node }) => node)));
  return ({ table }) => options.forEach(({ input }) => { input.checked = input.value === table; });
}

// in a notebook's frame a link to a part of the page would load the notebook into the frame
function followLinks() {
  document.querySelectorAll('a[href^="#"]').forEach((link) => link.addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById(link.hash.slice(1))?.focus();
  }));
}

// paper shows what is folded, and all of the map on the first page
function readyToPrint(map) {
  let folded = [];
  window.addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details:not([open])')];
    folded.forEach((details) => { details.open = true; });
    const [width, height] = [map.offsetWidth, map.offsetHeight];
    Object.assign(map.style, { width: `${width}px`, height: `${height}px`, zoom: Math.min(1, 640 / width, 560 / height) });
  });
  window.addEventListener('afterprint', () => {
    folded.forEach((details) => { details.open = false; });
    Object.assign(map.style, { width: '', height: '', zoom: '' });
  });
}
