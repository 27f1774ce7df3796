// Markers of sites: letters on a shape, fewer and smaller where they would cover the map.

const MARK = { usual: 26, small: 18 };

// the place of the nth of several that share a point, in steps from it: the point, six around it, twelve around those
function hexagon(n) {
  let ring = 0;
  while (3 * ring * (ring + 1) < n) ring += 1;
  if (!ring) return [0, 0];
  const along = n - 3 * ring * (ring - 1) - 1;
  const [corner, step] = [Math.floor(along / ring), along % ring];
  const at = (k) => [ring * Math.cos((k * Math.PI) / 3), ring * Math.sin((k * Math.PI) / 3)];
  const [from, to] = [at(corner), at(corner + 1)];
  return [0, 1].map((axis) => from[axis] + ((to[axis] - from[axis]) * step) / ring);
}

// marks that share a place stand around it
function spread(keys, step) {
  const met = new Map();
  return keys.map((key) => {
    const n = met.get(key) || 0;
    met.set(key, n + 1);
    return hexagon(n).map((offset) => Math.round(offset * step));
  });
}

function drawSites(map, scene, listen) {
  const node = map.getContainer();
  const places = scene.sites.at.map(([lon, lat]) => L.latLng(lat, lon));
  // the list and the table reach each site by keyboard; a stop at each marker would bury the rest of the page
  const markers = places.map((place, index) =>
    listen(L.marker(place, { keyboard: false, riseOnHover: true }), { kind: 'points', index }));
  const group = L.layerGroup().addTo(map);
  let shown = [];
  // by the share of the map that marks of a size would cover; without letters, shapes and the details still tell
  const declutter = () => {
    const seen = map.getBounds();
    const number = shown.filter((index) => seen.contains(places[index])).length;
    const { x, y } = map.getSize();
    node.classList.toggle('crowded', number * MARK.usual ** 2 > 0.08 * x * y);
    node.classList.toggle('dense', number * MARK.small ** 2 > 0.12 * x * y);
  };
  map.on('moveend resize', declutter);
  return {
    show(layer, keep) {
      group.clearLayers();
      shown = layer ? markers.map((_, index) => index).filter((index) => !keep || keep(index)) : [];
      const offsets = spread(shown.map((index) => scene.sites.at[index].join()), MARK.usual);
      shown.forEach((index, i) => {
        const number = layer.classes[index];
        const [x, y] = offsets[i];
        const html = mark(layer.legend[number], number);
        markers[index].setIcon(L.divIcon({ className: 'site', html, iconSize: null, iconAnchor: [-x, -y] }));
        group.addLayer(markers[index]);
      });
      declutter();
    },
    place: (index) => places[index],
    // the marker's element, where it is on the map
    element: (index) => (group.hasLayer(markers[index]) ? markers[index].getElement() : null),
  };
}
