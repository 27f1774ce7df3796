// Notes: what roles said of areas, as a small sign for each kind, set in the area.

// shape, letter and colour each tell the kind; the colours carry a white letter (4.5 : 1)
const SIGNS = {
  strength: { letter: 'S', fill: '#1d5f3a', d: 'M12 1 22 9 V22 H2 V9 Z' },
  concern: { letter: 'C', fill: '#801650', d: 'M2 2 H22 V15 L12 23 2 15 Z' },
  tension: { letter: 'T', fill: '#9c3d00', d: 'M12 0 24 12 12 24 0 12 Z' },
  hope: { letter: 'H', fill: '#12436d', d: 'M7 1 H17 L23 12 17 23 H7 L1 12 Z' },
  unknown: { letter: 'U', fill: '#4d4d4d', d: 'M2 2 H22 V17 H11 L5 23 V17 H2 Z' },
};
const APART = 21;

function noteSign(kind) {
  const { letter, fill, d } = SIGNS[kind] || SIGNS.unknown;
  const make = (name, attributes, ...children) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    node.append(...children);
    return node;
  };
  return make('svg', { class: 'sign', viewBox: '-2 -2 28 28', 'aria-hidden': 'true' },
    make('path', { d, fill, class: 'edge' }), make('path', { d, fill }), make('text', { x: 12, y: 16.5 }, letter));
}

function drawNotes(map, { notes }, middleOf, listen) {
  const group = L.layerGroup();
  const offsets = spread(notes.map(({ area }) => area), APART);
  const make = ({ area, kind }, index) => {
    const icon = iconAt('note-mark', noteSign(kind), offsets[index]);
    const marker = L.marker(middleOf(area), { icon, keyboard: false, riseOnHover: true, zIndexOffset: 500 });
    group.addLayer(listen(marker, { kind: 'areas', index: area }, index));
  };
  return (visible) => {
    if (visible && !group.getLayers().length) notes.forEach(make);
    if (visible) group.addTo(map);
    else group.remove();
  };
}
