// Small parts of the page: elements whose text is only ever text, fills with hatches, swatches, marks.

const TILE = 6;
const INK = '#4d4d4d';
// paths in a tile; what crosses an edge of it goes on in the next
const HATCHES = {
  dots: 'M3 2.4 A0.6 0.6 0 1 1 2.99 2.4 Z',
  lines: 'M-2 2 2 -2 M-2 8 8 -2 M4 8 8 4',
  cross: 'M-1 -1 7 7 M-1 7 7 -1',
  bars: 'M0 3 H6',
  back: 'M-2 4 2 8 M-2 -2 8 8 M4 -2 8 2',
  checks: 'M0 3 H6 M3 0 V6',
};

function byId(id) {
  return document.getElementById(id);
}

function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in node) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

function button(onclick, ...children) {
  return element('button', { type: 'button', onclick }, ...children);
}

// a blank canvas of so many pixels of the page, and a pen in them
function penOf(canvas, width, height, ratio = devicePixelRatio) {
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext('2d');
  pen.scale(ratio, ratio);
  return pen;
}

// the colour of a legend entry, or a pattern of it and its hatch; a canvas takes either as a fill
function fillOf({ colour, hatch }) {
  if (!hatch) return colour;
  const ratio = Math.ceil(devicePixelRatio);
  const tile = element('canvas');
  const pen = penOf(tile, TILE, TILE, ratio);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, TILE, TILE);
  pen.strokeStyle = INK;
  pen.lineWidth = 0.9;
  pen.stroke(new Path2D(HATCHES[hatch]));
  const pattern = pen.createPattern(tile, 'repeat');
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}

// drawn as the map draws, so that both look alike, also where a reader's own colours replace the page's
function swatch(entry) {
  const node = element('canvas', { className: 'swatch', ariaHidden: 'true' });
  const pen = penOf(node, 32, 20);
  pen.fillStyle = fillOf(entry);
  pen.fillRect(0, 0, 32, 20);
  return node;
}

// letters on a dark shape: letters first, then shape and colour, tell sectors apart
function mark(entry, number) {
  const node = element('span', { className: `mark shape-${number % 3}`, ariaHidden: 'true' }, entry.mark);
  node.style.backgroundColor = entry.colour;
  return node;
}
