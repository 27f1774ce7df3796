// Small parts of the page: elements whose text is only ever text, fills with hatches, swatches, marks.

const TILE = 6;
const INK = '#4d4d4d';
const LINE = '#5f5f5f';

function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in node) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const HATCHES = {
  dots: (pen) => {
    pen.beginPath();
    pen.arc(TILE / 2, TILE / 2, 1.1, 0, 2 * Math.PI);
    pen.fill();
  },
  lines: (pen) => stroke(pen, [[-2, 2, 2, -2], [-2, TILE + 2, TILE + 2, -2], [TILE - 2, TILE + 2, TILE + 2, TILE - 2]]),
  cross: (pen) => stroke(pen, [[-1, -1, TILE + 1, TILE + 1], [-1, TILE + 1, TILE + 1, -1]]),
  bars: (pen) => stroke(pen, [[0, TILE / 2, TILE, TILE / 2]]),
  back: (pen) => stroke(pen, [[-2, TILE - 2, 2, TILE + 2], [-2, -2, TILE + 2, TILE + 2], [TILE - 2, -2, TILE + 2, 2]]),
  checks: (pen) => stroke(pen, [[0, TILE / 2, TILE, TILE / 2], [TILE / 2, 0, TILE / 2, TILE]]),
};

function stroke(pen, lines) {
  pen.beginPath();
  for (const [x0, y0, x1, y1] of lines) {
    pen.moveTo(x0, y0);
    pen.lineTo(x1, y1);
  }
  pen.stroke();
}

// the colour of a legend entry, or a pattern of it and its hatch; a canvas takes either as a fill
function fillOf(entry) {
  if (!entry.hatch) return entry.colour;
  const ratio = Math.ceil(window.devicePixelRatio || 1);
  const tile = element('canvas', { width: TILE * ratio, height: TILE * ratio });
  const pen = tile.getContext('2d');
  pen.scale(ratio, ratio);
  pen.fillStyle = entry.colour;
  pen.fillRect(0, 0, TILE, TILE);
  pen.fillStyle = INK;
  pen.strokeStyle = INK;
  pen.lineWidth = 0.9;
  HATCHES[entry.hatch](pen);
  const pattern = pen.createPattern(tile, 'repeat');
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}

// drawn as the map draws, so that both look alike, also where a reader's own colours replace the page's
function swatch(entry) {
  const ratio = Math.ceil(window.devicePixelRatio || 1);
  const node = element('canvas', { className: 'swatch', width: 32 * ratio, height: 20 * ratio, ariaHidden: 'true' });
  const pen = node.getContext('2d');
  pen.scale(ratio, ratio);
  pen.fillStyle = fillOf(entry);
  pen.fillRect(0, 0, 32, 20);
  pen.strokeStyle = LINE;
  pen.strokeRect(0.5, 0.5, 31, 19);
  return node;
}

// letters on a dark shape: letters first, then shape and colour, tell sectors apart
function mark(entry, number) {
  const node = element('span', { className: `mark shape-${number % 3}`, ariaHidden: 'true' }, entry.mark);
  node.style.backgroundColor = entry.colour;
  return node;
}
