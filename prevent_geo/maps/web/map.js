// The map: one canvas of areas that takes a layer's colours, markers of sites, and an outline around what is chosen.

// the shapes come simplified together; simplified again one by one they would part
const SHAPE = { weight: 0.7, fillOpacity: 1, smoothFactor: 0 };
const OUTLINE = { ...SHAPE, color: LINE, fillColor: '#f2f2f2' };
const CONTEXT = { ...SHAPE, color: '#c9c9c9', fillColor: '#fafafa', interactive: false };
// more sites than this get smaller marks, until the reader has come this many zoom levels closer
const CROWD = 60;
const CLOSER = 1.5;
const MANY = 600;

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
    inertia: !still,
    renderer: L.canvas({ padding: 0.3 }),
  });
  const shapes = readShapes(scene.geometry);
  const bounds = L.latLngBounds(shapes.areas.flat(3));
  let moved = false;
  let fitting = false;
  let whole = 0;
  const crowd = () => {
    node.classList.toggle('crowded', scene.sites.positions.length > CROWD && map.getZoom() < whole + CLOSER);
  };
  const fit = () => {
    fitting = true;
    map.setMinZoom(0);
    map.fitBounds(bounds, { padding: [14, 14], animate: false });
    whole = map.getZoom();
    map.setMinZoom(whole - 1);
    crowd();
    fitting = false;
    moved = false;
  };
  map.setView(bounds.getCenter(), 10, { animate: false });
  fit();
  map.setMaxBounds(bounds.pad(0.6));
  addControls(map, fit);
  map.on('zoomend', crowd);
  map.on('dragstart zoomstart', () => { moved = moved || !fitting; });

  L.layerGroup(shapes.context.map((rings) => L.polygon(rings, CONTEXT))).addTo(map);
  const style = { ...OUTLINE, weight: shapes.areas.length > MANY ? OUTLINE.weight / 2 : OUTLINE.weight };
  const areas = shapes.areas.map((rings, index) => listen(L.polygon(rings, { ...style }), { kind: 'areas', index }, on));
  L.layerGroup(areas).addTo(map);
  const markers = scene.sites.positions.map((at, index) => siteMarker(at, index, on));
  const markerGroup = L.layerGroup(markers);
  const outline = addOutline(map);
  const readout = addReadout(map);
  map.on('click', () => on.leave(true));
  // the wheel scrolls the page until the reader is in the map
  map.on('focus', () => map.scrollWheelZoom.enable());
  map.on('blur', () => map.scrollWheelZoom.disable());

  new ResizeObserver(() => {
    map.invalidateSize({ pan: false });
    if (!moved) fit();
  }).observe(node);

  return {
    colour(layer) {
      const fills = layer.legend.map(fillOf);
      areas.forEach((area, i) => area.setStyle({ fillColor: fills[layer.classes[i]] }));
    },
    showSites(layer) {
      markerGroup.remove();
      if (!layer) return;
      markers.forEach((marker, index) => marker.setIcon(siteIcon(layer, index)));
      markerGroup.addTo(map);
    },
    choose(unit, bringIntoView, words) {
      outline.clear();
      readout(words);
      node.querySelectorAll('.chosen').forEach((marker) => marker.classList.remove('chosen'));
      if (!unit) return;
      const at = unit.kind === 'areas' ? areas[unit.index].getBounds().getCenter() : markers[unit.index].getLatLng();
      if (bringIntoView && !map.getBounds().contains(at)) map.panTo(at, { animate: !still });
      if (unit.kind === 'areas') outline.around(shapes.areas[unit.index]);
      else if (map.hasLayer(markers[unit.index])) markers[unit.index].getElement().classList.add('chosen');
      else outline.at(at);
    },
  };
}

function listen(shape, unit, on) {
  return shape.on({
    mouseover: () => on.hover(unit),
    mouseout: () => on.leave(false),
    click: (event) => {
      L.DomEvent.stopPropagation(event);
      on.pin(unit);
    },
  });
}

function siteMarker(at, index, on) {
  // the list and the table reach each site by keyboard; a stop at each marker would bury the rest of the page
  return listen(L.marker([at[1], at[0]], { keyboard: false, riseOnHover: true }), { kind: 'points', index }, on);
}

function siteIcon(layer, index) {
  const number = layer.classes[index];
  return L.divIcon({ className: 'site', html: mark(layer.legend[number], number), iconSize: null });
}

function addControls(map, fit) {
  L.control.zoom({ position: 'topleft' }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
  const whole = new L.Control({ position: 'topright' });
  whole.onAdd = () => {
    const button = element('button', { type: 'button', className: 'whole', textContent: 'Show all', onclick: fit });
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

// a light line under a dark one is seen on every fill
function addOutline(map) {
  map.createPane('outline').style.zIndex = 450;
  const renderer = L.svg({ pane: 'outline' });
  const common = { renderer, pane: 'outline', interactive: false, fill: false };
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
