// The map: Leaflet pans and zooms; areas, sites, notes and links are drawn in it, with an outline around what is chosen.

function drawMap(node, scene, on) {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(node, {
    attributionControl: false,
    zoomControl: false,
    scrollWheelZoom: false,
    zoomSnap: 0.25,
    maxZoom: 18,
    maxBoundsViscosity: 0.8,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
  });
  const { shapes } = scene.areas;
  const toPlace = (x, y) => map.unproject([x * PIXELS, y * PIXELS], 0);
  const middleOf = (index) => {
    const at = middle(shapes, index);
    return toPlace(at.x, at.y);
  };
  const view = () => {
    const { lat, lng } = map.getCenter();
    return { lat, lon: lng, zoom: map.getZoom() };
  };
  const frame = framing(map, shapes, toPlace, () => on.moved?.(view()));
  addControls(map, frame.all);

  const comparison = addComparison(map, scene);
  const pointer = followPointer(map, shapes, comparison, on);
  const sites = drawSites(map, scene, (marker, unit) => pointer.listen(marker, unit));
  const notes = drawNotes(map, scene, middleOf, (marker, unit, index) => pointer.listen(marker, unit, index));
  const links = drawLinks(map, scene, sites.place, middleOf);
  const outline = addOutline(map);
  const readout = addReadout(map);
  // the wheel scrolls the page until the reader is in the map
  map.on('focus', () => map.scrollWheelZoom.enable());
  map.on('blur', () => map.scrollWheelZoom.disable());
  new ResizeObserver(frame.resize).observe(node);

  return {
    show: comparison.show,
    sites: sites.show,
    notes,
    links: links.show,
    linkSteps: links.steps,
    choose(unit, bringIntoView, words) {
      outline.clear();
      readout(words);
      node.querySelectorAll('.chosen').forEach((marker) => marker.classList.remove('chosen'));
      if (!unit) return;
      const at = unit.kind === 'areas' ? middleOf(unit.index) : sites.place(unit.index);
      if (bringIntoView && !map.getBounds().contains(at)) map.panTo(at, { animate: !still });
      if (unit.kind === 'areas') outline.around(ringsOf(shapes, unit.index, toPlace));
      else if (sites.element(unit.index)) sites.element(unit.index).classList.add('chosen');
      else outline.at(at);
    },
    fit: frame.fit,
    view,
    setView: frame.setView,
    resize: frame.resize,
    thumbnail: (layer, canvas) => paintThumbnail(scene, layer, canvas),
  };
}

// which part of the world is in sight: all of the place, until the reader or the page moves the map
function framing(map, shapes, toPlace, tell) {
  const [west, north, east, south] = extent(shapes);
  const bounds = L.latLngBounds(toPlace(west, south), toPlace(east, north));
  let moved = false;
  let quiet = false;
  let told = null;
  const quietly = (move) => {
    quiet = true;
    move();
    quiet = false;
  };
  const fit = () => quietly(() => {
    map.setMinZoom(0);
    map.fitBounds(bounds, { padding: [14, 14], animate: false });
    map.setMinZoom(map.getZoom() - 1);
    moved = false;
  });
  const resize = () => {
    quietly(() => map.invalidateSize({ pan: false }));
    if (!moved) fit();
  };
  const tellSoon = () => {
    told ??= L.Util.requestAnimFrame(() => {
      told = null;
      tell();
    });
  };
  map.setView(bounds.getCenter(), 10, { animate: false });
  fit();
  map.setMaxBounds(bounds.pad(0.6));
  map.on('dragstart zoomstart movestart', () => { moved = moved || !quiet; });
  map.on('moveend', () => { if (!quiet) tellSoon(); });
  return {
    fit,
    resize,
    all() {
      fit();
      tellSoon();
    },
    setView({ lat, lon, zoom }) {
      quietly(() => map.setView([lat, lon], zoom, { animate: false }));
      moved = true;
    },
  };
}

// one map, or two that meet at a divider: each in a pane of its own, cut at the divider
function addComparison(map, scene) {
  const sides = ['left', 'right'].map((name) => {
    const pane = map.createPane(name);
    pane.style.zIndex = 400;
    return { pane, canvas: new AreaCanvas(scene, name) };
  });
  sides[0].canvas.addTo(map);
  const labels = sides.map((_, i) => element('div', { className: `side side-${i}`, ariaHidden: 'true' }));
  let split = false;
  const cut = () => {
    if (!split) return;
    const x = (divider.share() / 100) * map.getSize().x;
    const { x: left, y: top } = map.containerPointToLayerPoint([0, 0]);
    const { x: right, y: bottom } = map.containerPointToLayerPoint(map.getSize());
    const clip = (x0, x1) => `polygon(${x0}px ${top}px, ${x1}px ${top}px, ${x1}px ${bottom}px, ${x0}px ${bottom}px)`;
    sides[0].pane.style.clipPath = clip(left, left + x);
    sides[1].pane.style.clipPath = clip(left + x, right);
  };
  const divider = addDivider(map, cut);
  const parts = [...labels, divider.node];
  map.getContainer().append(...parts);
  const hide = (hidden) => parts.forEach((part) => { part.hidden = hidden; });
  hide(true);
  map.on('move zoom viewreset resize', cut);
  return {
    show(left, right = null) {
      split = Boolean(right);
      sides[0].canvas.show(left);
      hide(!split);
      if (!split) {
        sides[1].canvas.remove();
        sides[0].pane.style.clipPath = '';
        return;
      }
      sides[1].canvas.addTo(map).show(right);
      [left, right].forEach((view, i) => { labels[i].textContent = view.label || ''; });
      divider.name(left.label, right.label);
      cut();
    },
    // undefined where there is one map
    sideAt: (x) => (split ? ['left', 'right'][Number(x > (divider.share() / 100) * map.getSize().x)] : undefined),
  };
}

// a line with a handle that can be dragged, or moved by keys
function addDivider(map, onMove) {
  const node = element('div', {
    className: 'divider', role: 'slider', tabIndex: 0, ariaLabel: 'Divider between left and right map',
    ariaOrientation: 'horizontal', ariaValueMin: '0', ariaValueMax: '100',
  });
  let share = 50;
  let names = [];
  const move = (percent) => {
    share = Math.min(100, Math.max(0, percent));
    node.style.left = `${share}%`;
    node.ariaValueNow = String(Math.round(share));
    node.ariaValueText = `${Math.round(share)} % left${names[0] ? `: ${names[0]}` : ''}${names[1] ? `; right: ${names[1]}` : ''}`;
    onMove();
  };
  node.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(share + step);
  });
  node.addEventListener('pointerdown', (event) => {
    node.setPointerCapture(event.pointerId);
    node.focus();
    event.preventDefault();
  });
  node.addEventListener('pointermove', (event) => {
    if (!node.hasPointerCapture(event.pointerId)) return;
    const { left, width } = map.getContainer().getBoundingClientRect();
    move((100 * (event.clientX - left)) / width);
  });
  // the map is not to be dragged or clicked with it
  L.DomEvent.disableClickPropagation(node);
  return {
    node,
    share: () => share,
    name(...both) {
      names = both;
      move(share);
    },
  };
}

// says what the pointer is on, once for each change: an area, a marker, or nothing
function followPointer(map, shapes, comparison, on) {
  const find = areaFinder(shapes);
  let last = '';
  const point = (unit, side) => {
    const key = unit ? `${unit.kind} ${unit.index} ${side}` : '';
    if (key === last) return;
    last = key;
    if (!unit) on.leave(false);
    else if (side) on.hover(unit, side);
    else on.hover(unit);
  };
  const unitAt = ({ layerPoint, originalEvent }) => {
    if (originalEvent.target.closest('.leaflet-control, .divider')) return null;
    const at = map.getPixelOrigin().add(layerPoint).divideBy(PIXELS * 2 ** map.getZoom());
    const index = find(at.x, at.y);
    return index < 0 ? null : { kind: 'areas', index };
  };
  map.on('mousemove', (event) => {
    if (map.dragging.moving() || event.originalEvent.target.closest('.leaflet-marker-icon')) return;
    const unit = unitAt(event);
    map.getContainer().classList.toggle('on-area', Boolean(unit));
    point(unit, comparison.sideAt(event.containerPoint.x));
  });
  map.on('mouseout', () => point(null));
  map.on('click', (event) => {
    const unit = unitAt(event);
    if (unit) on.pin(unit, false);
    else on.leave(true);
  });
  return {
    listen: (marker, unit, note) => marker.on({
      mouseover() {
        point(unit);
        if (note !== undefined) on.note?.(note);
      },
      mouseout: () => point(null),
      click(event) {
        L.DomEvent.stopPropagation(event);
        on.pin(unit, false);
        if (note !== undefined) on.note?.(note);
      },
    }),
  };
}

function addControls(map, showAll) {
  L.control.zoom({ position: 'topleft' }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
  const whole = new L.Control({ position: 'topleft' });
  whole.onAdd = () => {
    const button = element('button', { type: 'button', className: 'whole', textContent: 'Show all', onclick: showAll });
    L.DomEvent.disableClickPropagation(button);
    return button;
  };
  whole.addTo(map);
}

// name and value in a corner of the map, for eyes that are on it; the details beside it are for everyone
function addReadout(map) {
  const node = element('div', { className: 'readout', ariaHidden: 'true', hidden: true });
  const control = new L.Control({ position: 'bottomright' });
  control.onAdd = () => node;
  control.addTo(map);
  return (words) => {
    node.hidden = !words;
    if (words) node.replaceChildren(element('strong', {}, words.name), element('div', {}, words.value));
  };
}

function ringsOf({ rings, points, x, y }, index, toPlace) {
  const all = [];
  for (let ring = rings[index]; ring < rings[index + 1]; ring += 1) {
    all.push(Array.from({ length: points[ring + 1] - points[ring] }, (_, i) => toPlace(x[points[ring] + i], y[points[ring] + i])));
  }
  return all;
}

// a light line under a dark one is seen on every fill
function addOutline(map) {
  map.createPane('outline').style.zIndex = 450;
  const common = { renderer: L.svg({ pane: 'outline' }), pane: 'outline', interactive: false, fill: false, smoothFactor: 0 };
  const group = L.layerGroup().addTo(map);
  const draw = (make) => {
    group.addLayer(make({ ...common, color: '#ffffff', weight: 7, className: 'halo' }));
    group.addLayer(make({ ...common, color: '#1f1f1f', weight: 3, className: 'outline' }));
  };
  return {
    clear: () => group.clearLayers(),
    around: (rings) => draw((style) => L.polygon(rings, style)),
    at: (place) => draw((style) => L.circleMarker(place, { ...style, radius: 12 })),
  };
}
