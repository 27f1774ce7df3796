// Puts the page together and keeps its parts in step: what is shown, one table, one chosen unit.

async function start() {
  const say = (id, text) => { byId(id).textContent = text; };
  const tell = (text) => say('status', text);
  const scene = await readScene().catch((error) => {
    byId('trouble').hidden = false;
    throw error;
  });
  const views = readViews(scene);
  let { state, pinned, at } = readAddress(scene, views);
  let table;
  let tableKey;

  // the sites have a table and details before their markers are shown
  const viewsOf = (kind) => (kind === 'points' ? [state.sites || views.sites[0]] : [state.left, state.right].filter(Boolean));
  const write = () => writeAddress(scene, state, pinned, at);
  // browsers complain of an address that is written without a pause
  let waiting;
  const remember = () => {
    clearTimeout(waiting);
    waiting = setTimeout(write, 150);
  };

  const nothing = byId('details').firstElementChild;
  const show = (unit, bringIntoView) => {
    table.choose(unit);
    if (!unit) {
      map.choose(null);
      byId('details').replaceChildren(nothing);
      return;
    }
    const { kind, index } = unit;
    const { names, codes } = unitsOf(scene, kind);
    const shown = viewsOf(kind);
    const values = shown.map(({ label, columns }) => `${shown[1] ? `${label}: ` : ''}${textOf(columns[0], index)}`);
    map.choose(unit, bringIntoView, { name: names[index], value: values.join('; ') });
    byId('details').replaceChildren(
      heading('h3', names[index], kind === 'areas' && codes[index]),
      ...detailsOf(shown, index),
      ...(state.notes ? notesOf(scene, unit) : []),
      ...(state.links ? linksOf(scene, unit) : []),
    );
  };
  const drawPinned = (bringIntoView) => {
    setSearch(pinned ? unitsOf(scene, pinned.kind).names[pinned.index] : '');
    map.links(state.links && pinned);
    if (state.notes) drawSaid(scene, pinned);
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

  const titleOf = (shown) => shown.map(({ label }) => label).join(' compared with ');
  const drawRows = () => {
    const kind = state.table;
    const [view, right] = viewsOf(kind);
    const isPoints = kind === 'points';
    const key = [view.key, right?.key, ...(isPoints ? state.off : [])].join('\n');
    if (key === tableKey) return;
    tableKey = key;
    const { names, codes } = unitsOf(scene, kind);
    const title = titleOf(viewsOf(kind));
    const order = [...names.keys()].filter(isPoints ? keeps(scene, state.off) : () => true);
    const columns = [{ label: 'Name', cells: names }, ...view.columns, ...(right ? [right.columns[0]] : []),
      ...(isPoints ? [] : [{ label: 'Code', cells: codes }])];
    const caption = `${title} (${view.unit}), ${scene.place}, ${scene.period}: ${counted(order.length)} ${UNITS[kind]}.`;
    say('data-title', `Table: ${title}`);
    table = drawTable(byId('table'), { kind, columns, order, caption }, on);
    byId('download').onclick = () => download(`${title} ${scene.place} ${scene.marking}`, table.csv());
  };
  const drawWords = () => {
    const areas = viewsOf('areas');
    const sites = state.sites ? [state.sites] : [];
    say('layer-title', titleOf(areas));
    say('headline', areas.map(({ headline }) => headline).join('. '));
    say('layer-question', state.left.question);
    say('map-words', [...areas, ...sites].map(({ words }) => words).join(' '));
    drawAbout([...areas, ...sites]);
    drawLegend('key', areas);
    drawLegend('sites-key', sites);
  };
  const drawPage = () => {
    const { small } = state;
    byId('toggle').ariaPressed = small;
    if (small && !byId('small').hasChildNodes()) drawMultiples(views, map, enlarge);
    byId('small').hidden = !small;
    byId('figure').hidden = small;
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
  const change = (changes, message = `Now showing ${changes.left?.label}.`) => {
    Object.assign(state, changes);
    drawPage();
    tell(message);
    remember();
  };
  const enlarge = (left) => {
    change({ left, right: undefined, small: false });
    byId('layer-title').focus();
  };
  const restore = () => {
    drawPage();
    if (at) map.setView(at);
  };

  const setSearch = drawSearch(scene, tell, on.pin);
  byId('toggle').onclick = () => change({ small: !state.small }, '');
  drawShare(tell, write);
  const map = drawMap(byId('map'), scene, on);
  const controls = [
    drawLayers(views, change),
    drawTime(views, change),
    drawCompare(views, change),
    drawExtras(scene, change),
  ];
  const hasSites = scene.sites.names.length && views.sites.length;
  if (hasSites) controls.push(drawFilters(scene, change), drawTableChoice(change));
  document.querySelector('.sites').hidden = !hasSites;
  byId('table-choice').hidden = !hasSites;
  // on a phone the map comes first, and the panels are one line each until they are opened
  document.querySelectorAll('[data-narrow]').forEach((panel) => { panel.open = matchMedia('(min-width: 46rem)').matches; });
  restore();
  window.onhashchange = () => {
    ({ state, pinned, at } = readAddress(scene, views));
    restore();
  };
  document.onsubmit = () => false;
  document.onkeydown = ({ key }) => { if (key === 'Escape') on.leave(true); };
  // in a notebook's frame a link to a part of the page would load the notebook into the frame
  document.querySelector('.skip').onclick = () => {
    byId('data').focus();
    return false;
  };
  readyToPrint(byId('map'));
  document.body.dataset.ready = 'true';
}

function drawTableChoice(change) {
  const form = byId('table-choice');
  form.onchange = ({ target: { value } }) => change({ table: value }, `Table of ${value}.`);
  return ({ table }) => { form.elements.table.value = table; };
}

// paper shows what is folded, and all of the map on the first page
function readyToPrint(map) {
  let folded = [];
  window.onbeforeprint = () => {
    folded = [...document.querySelectorAll('details:not([open])')];
    folded.forEach((details) => { details.open = true; });
    const [width, height] = [map.offsetWidth, map.offsetHeight];
    Object.assign(map.style, { width: `${width}px`, height: `${height}px`, zoom: Math.min(1, 640 / width, 560 / height) });
  };
  window.onafterprint = () => {
    folded.forEach((details) => { details.open = false; });
    Object.assign(map.style, { width: '', height: '', zoom: '' });
  };
}
