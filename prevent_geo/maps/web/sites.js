// Markers of sites: letters on a shape, fewer and smaller where they would cover the map.

const MARK = { usual: 26, small: 18 };

// marks that share a place stand around it as seeds do in a sunflower, no two of them nearer than a step
function spread(keys, step) {
  const met = new Map();
  return keys.map((key) => {
    const n = met.get(key) ?? 0;
    met.set(key, n + 1);
    const radius = n && step * (0.4 + 0.6 * Math.sqrt(n));
    return [Math.cos(2.4 * n), Math.sin(2.4 * n)].map((part) => Math.round(part * radius));
  });
}

function drawSites(map, scene, listen) {
  // the list and the table reach each site by keyboard; a stop at each marker would bury the rest of the page
  const markers = scene.sites.at.map(([lon, lat], index) =>
    listen(L.marker([lat, lon], { keyboard: false, riseOnHover: true }), { kind: 'points', index }));
  const group = L.layerGroup().addTo(map);
  // by the share of the map that marks of a size would cover; without letters, shapes and the details still tell
  const declutter = () => {
    const seen = map.getBounds();
    const number = group.getLayers().filter((marker) => seen.contains(marker.getLatLng())).length;
    const { x, y } = map.getSize();
    const { classList } = map.getContainer();
    classList.toggle('crowded', number * MARK.usual ** 2 > 0.08 * x * y);
    classList.toggle('dense', number * MARK.small ** 2 > 0.12 * x * y);
  };
  map.on('moveend resize', declutter);
  const show = (layer, keep = () => true) => {
    group.clearLayers();
    const shown = layer ? [...markers.keys()].filter(keep) : [];
    const offsets = spread(shown.map((index) => scene.sites.at[index].join()), MARK.usual);
    shown.forEach((index, i) => {
      const number = layer.classes[index];
      const html = mark(layer.legend[number], number);
      group.addLayer(markers[index].setIcon(iconAt('site', html, offsets[i])));
    });
    declutter();
  };
  return { show, markers };
}

function iconAt(className, html, [x, y]) {
  return L.divIcon({ className, html, iconSize: null, iconAnchor: [-x, -y] });
}
