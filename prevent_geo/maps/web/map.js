// The map: Leaflet pans and zooms; areas, sites, notes and links are drawn in it, with an outline around what is chosen.

function drawMap(node, scene, on) {
  const animate = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(node, {
    attributionControl: false,
    scrollWheelZoom: false,
    zoomSnap: 0.25,
    maxZoom: 18,
    maxBoundsViscosity: 0.8,
    zoomAnimation: animate,
    inertia: animate,
  });
  const { shapes } = scene.areas;
  const toPlace = (x, y) => map.unproject([x * PIXELS, y * PIXELS], 0);
  const middleOf = (index) => {
    const { x, y } = middle(shapes, index);
    return toPlace(x, y);
  };
  const view = () => {
    const { lat, lng } = map.getCenter();
    return { lat, lon: lng, zoom: map.getZoom() };
  };
  const tell = () => on.moved(view());
  const frame = framing(map, shapes, toPlace, tell);
  const comparison = addComparison(map, scene);
  const listen = followPointer(map, shapes, comparison, on);
  const sites = drawSites(map, scene, listen);
  const notes = drawNotes(map, scene, middleOf, listen);
  const links = drawLinks(map, scene, (index) => sites.markers[index].getLatLng(), middleOf);
  const outline = addOutline(map);
  // name and value in a corner of the map, for eyes that are on it; the details beside it are for everyone
  const readout = element('div', { className: 'readout', ariaHidden: 'true', hidden: true });
  L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
  const showAll = button(() => {
    frame.fit();
    tell();
  }, 'Show all');
  addControl(map, 'topleft', showAll);
  addControl(map, 'bottomright', readout);
  // the wheel scrolls the page until the reader is in the map
  map.on('focus', () => map.scrollWheelZoom.enable());
  map.on('blur', () => map.scrollWheelZoom.disable());
  new ResizeObserver(frame.resize).observe(node);

  return {
    show: comparison.show,
    sites: sites.show,
    notes,
    links,
    choose(unit, bringIntoView, words) {
      outline.clear();
      readout.hidden = !words;
      if (words) readout.replaceChildren(element('strong', {}, words.name), element('div', {}, words.value));
      node.querySelector('.site.chosen')?.classList.remove('chosen');
      if (!unit) return;
      const marker = unit.kind === 'points' && sites.markers[unit.index];
      const at = marker ? marker.getLatLng() : middleOf(unit.index);
      if (bringIntoView && !map.getBounds().contains(at)) map.panTo(at, { animate });
      if (!marker) outline.around(ringsOf(shapes, unit.index, toPlace));
      else if (marker.getElement()) marker.getElement().classList.add('chosen');
      else outline.at(at);
    },
    fit: frame.fit,
    view,
    setView: frame.setView,
    thumbnail: (layer, canvas) => paintThumbnail(scene, layer, canvas),
  };
}

// which part of the world is in sight: all of the place, until the reader or the page moves the map
function framing(map, shapes, toPlace, tell) {
  const [west, north, east, south] = extent(shapes);
  const bounds = L.latLngBounds(toPlace(west, south), toPlace(east, north));
  let moved = false;
  let quiet = false;
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
  fit();
  map.setMaxBounds(bounds.pad(0.6));
  map.on('movestart', () => { moved ||= !quiet; });
  map.on('moveend', () => { if (!quiet) tell(); });
  return {
    fit,
    resize() {
      quietly(() => map.invalidateSize({ pan: false }));
      if (!moved) fit();
    },
    setView({ lat, lon, zoom }) {
      quietly(() => map.setView([lat, lon], zoom, { animate: false }));
      moved = true;
    },
  };
}

// one map, or two that meet at a divider: each in a pane of its own, cut at the divider
function addComparison(map, scene) {
  const sides = ['left', 'right'].map((name, i) => ({
    pane: map.createPane(name),
    canvas: new AreaCanvas({ scene, pane: name, padding: 0.3 }).addTo(map),
    label: element('div', { className: `side side-${i}`, ariaHidden: 'true' }),
  }));
  let split = false;
  const cut = () => {
    const size = map.getSize();
    const from = map.containerPointToLayerPoint([0, 0]);
    const to = from.add(size);
    const middle = from.x + divider.share() * size.x;
    [[from.x, middle], [middle, to.x]].forEach(([x0, x1], i) => {
      const corners = [[x0, from.y], [x1, from.y], [x1, to.y], [x0, to.y]].map(([x, y]) => `${x}px ${y}px`);
      sides[i].pane.style.clipPath = split ? `polygon(${corners})` : '';
    });
  };
  const divider = addDivider(map, cut);
  map.getContainer().append(...sides.map(({ label }) => label));
  map.on('move zoom viewreset resize', cut);
  return {
    show(...views) {
      split = Boolean(views[1]);
      sides.forEach(({ canvas, label }, i) => {
        canvas.show(views[i]);
        label.textContent = views[i]?.label ?? '';
        label.hidden = !split;
      });
      divider.show(split && views.map(({ label }) => label));
      cut();
    },
    sideAt: (x) => (split ? [x < divider.share() * map.getSize().x ? 'left' : 'right'] : []),
  };
}

function addDivider(map, onMove) {
  const node = element('div', {
    className: 'divider', role: 'slider', tabIndex: 0, hidden: true, ariaLabel: 'Divider between left and right map',
  });
  let percent = 50;
  let names = [];
  const move = (to) => {
    percent = Math.min(100, Math.max(0, to));
    node.style.left = `${percent}%`;
    node.ariaValueNow = Math.round(percent);
    node.ariaValueText = `${Math.round(percent)} % left: ${names[0]}; right: ${names[1]}`;
    onMove();
  };
  node.onkeydown = (event) => {
    const step = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    move(percent + step);
  };
  node.onpointerdown = (event) => {
    node.setPointerCapture(event.pointerId);
    node.focus();
    event.preventDefault();
  };
  node.onpointermove = (event) => {
    if (!node.hasPointerCapture(event.pointerId)) return;
    const { left, width } = map.getContainer().getBoundingClientRect();
    move((100 * (event.clientX - left)) / width);
  };
  // the map is not to be dragged or clicked with it
  L.DomEvent.disableClickPropagation(node);
  map.getContainer().append(node);
  return {
    share: () => percent / 100,
    show(both) {
      node.hidden = !both;
      names = both;
      if (both) move(percent);
    },
  };
}

// says what the pointer is on, once for each change: an area, a marker, or nothing; gives a way to listen to markers
function followPointer(map, shapes, comparison, on) {
  let last = '';
  const point = (unit, ...side) => {
    const key = unit ? [unit.kind, unit.index, ...side].join() : '';
    if (key === last) return;
    last = key;
    if (unit) on.hover(unit, ...side);
    else on.leave(false);
  };
  const unitAt = ({ layerPoint, originalEvent }) => {
    if (originalEvent.target.closest('.leaflet-control, .divider')) return null;
    const { x, y } = map.getPixelOrigin().add(layerPoint).divideBy(PIXELS * 2 ** map.getZoom());
    const index = areaAt(shapes, x, y);
    return index === undefined ? null : { kind: 'areas', index };
  };
  map.on('mousemove', (event) => {
    if (map.dragging.moving() || event.originalEvent.target.closest('.leaflet-marker-icon')) return;
    const unit = unitAt(event);
    map.getContainer().classList.toggle('on-area', Boolean(unit));
    point(unit, ...comparison.sideAt(event.containerPoint.x));
  });
  map.on('mouseout', () => point(null));
  map.on('click', (event) => {
    const unit = unitAt(event);
    if (unit) on.pin(unit, false);
    else on.leave(true);
  });
  return (marker, unit, note) => marker.on('mouseout', () => point(null)).on('mouseover click', (event) => {
    L.DomEvent.stopPropagation(event);
    if (event.type === 'click') on.pin(unit, false);
    else point(unit);
    if (note !== undefined) on.note?.(note);
  });
}

function addControl(map, position, node) {
  const control = new L.Control({ position });
  control.onAdd = () => node;
  control.addTo(map);
  L.DomEvent.disableClickPropagation(node);
}

function ringsOf({ rings, points, x, y }, index, toPlace) {
  const all = [];
  for (let ring = rings[index]; ring < rings[index + 1]; ring += 1) {
    all.push(Array.from(x.subarray(points[ring], points[ring + 1]), (atX, i) => toPlace(atX, y[points[ring] + i])));
  }
  return all;
}

// lines over the areas; their colours are in the style
function linePane(map, pane) {
  map.createPane(pane);
  const common = { pane, renderer: L.svg({ pane }), interactive: false, fill: false, smoothFactor: 0 };
  return { group: L.layerGroup().addTo(map), common };
}

// a light line under a dark one is seen on every fill
function addOutline(map) {
  const { group, common } = linePane(map, 'outline');
  const draw = (make) => ['halo', 'outline'].forEach((className) => group.addLayer(make({ ...common, className })));
  return {
    clear: () => group.clearLayers(),
    around: (rings) => draw((style) => L.polygon(rings, style)),
    at: (place) => draw((style) => L.circleMarker(place, { ...style, radius: 12 })),
  };
}
