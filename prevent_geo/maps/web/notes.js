// Notes: what roles said of areas, as a small sign for each kind, set in the area.

// shape, letter and colour each tell the kind; the colours carry a white letter (4.5 : 1)
const SIGNS = {
  strength: { letter: 'S', colour: '#1d5f3a', path: 'M12 1 22 9 V22 H2 V9 Z' },
  concern: { letter: 'C', colour: '#801650', path: 'M2 2 H22 V15 L12 23 2 15 Z' },
  tension: { letter: 'T', colour: '#9c3d00', path: 'M12 0 24 12 12 24 0 12 Z' },
  hope: { letter: 'H', colour: '#12436d', path: 'M7 1 H17 L23 12 17 23 H7 L1 12 Z' },
  unknown: { letter: 'U', colour: '#4d4d4d', path: 'M2 2 H22 V17 H11 L5 23 V17 H2 Z' },
};
const APART = 21;

// the sign of a kind, for the map and for its legend
function noteSign(kind) {
  const { letter, colour, path } = SIGNS[kind] || SIGNS.unknown;
  const make = (name, attributes, text = '') => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(text);
    return node;
  };
  const node = make('svg', { class: 'sign', viewBox: '-2 -2 28 28', width: 22, height: 22, 'aria-hidden': 'true' });
  node.append(
    make('path', { d: path, fill: colour, stroke: '#1f1f1f', 'stroke-width': 4, 'stroke-linejoin': 'round' }),
    make('path', { d: path, fill: colour, stroke: '#ffffff', 'stroke-width': 1.5, 'stroke-linejoin': 'round' }),
    make('text', { x: 12, y: 16.5, fill: '#ffffff', 'text-anchor': 'middle', 'font-size': 13, 'font-weight': 700 }, letter),
  );
  return node;
}

function drawNotes(map, scene, middleOf, listen) {
  const group = L.layerGroup();
  const offsets = spread(scene.notes.map((note) => note.area), APART);
  const make = () => scene.notes.forEach((note, index) => {
    const [x, y] = offsets[index];
    const icon = L.divIcon({ className: 'note-mark', html: noteSign(note.kind), iconSize: null, iconAnchor: [-x, -y] });
    const marker = L.marker(middleOf(note.area), { icon, keyboard: false, riseOnHover: true, zIndexOffset: 500 });
    group.addLayer(listen(marker, { kind: 'areas', index: note.area }, index));
  });
  return (visible) => {
    if (visible && !group.getLayers().length) make();
    if (visible) group.addTo(map);
    else group.remove();
  };
}
