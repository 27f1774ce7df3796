// The areas: drawn by ourselves on one canvas, because Leaflet's own shapes are too slow for tens of thousands.
// Shapes are in the unit square of Web Mercator, so that a point on the screen = x * scale - left.

const EMPTY = '#f2f2f2';
const CONTEXT = { fill: '#fafafa', line: '#c9c9c9' };
const PIXELS = 256;
// a path grows the slower the longer it is, so it grows by short ones
const BATCH = 16;

const AreaCanvas = L.Renderer.extend({
  initialize(scene, pane) {
    L.Renderer.prototype.initialize.call(this, { pane, padding: 0.3 });
    this._scene = scene;
  },
  show(view) {
    this._view = view;
    this._update();
  },
  _initContainer() {
    this._container = element('canvas', { className: 'areas', ariaHidden: 'true' });
  },
  _destroyContainer() {
    L.Util.cancelAnimFrame(this._frame);
    this._frame = null;
    this._container.remove();
    delete this._container;
    delete this._bounds;
  },
  // Leaflet calls this whenever the view has changed; many calls make one drawing
  _update() {
    if (!this._map || (this._map._animatingZoom && this._bounds)) return;
    if (!this._bounds) L.Renderer.prototype._update.call(this);
    if (!this._frame) this._frame = L.Util.requestAnimFrame(this._draw, this);
  },
  _draw() {
    this._frame = null;
    if (!this._view) return;
    // a zoom began since: its end asks again
    if (this._map._animatingZoom) return;
    L.Renderer.prototype._update.call(this);
    const { min } = this._bounds;
    const size = this._bounds.getSize();
    const pen = penOf(this._container, size.x, size.y);
    L.DomUtil.setPosition(this._container, min);
    const corner = this._map.getPixelOrigin().add(min);
    const scale = PIXELS * 2 ** this._map.getZoom();
    paintScene(pen, this._scene, this._view, { scale, left: corner.x, top: corner.y, width: size.x, height: size.y });
  },
});

// a blank canvas of so many pixels of the page, and a pen in them
function penOf(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext('2d');
  pen.scale(ratio, ratio);
  return pen;
}

function paintScene(pen, scene, view, frame) {
  // hatches are laid from the canvas's corner: from a whole tile of the world on, they stay where they are
  const [x, y] = [frame.left % TILE, frame.top % TILE];
  pen.translate(-x, -y);
  const world = { ...frame, left: frame.left - x, top: frame.top - y };
  pen.lineJoin = 'round';
  paint(pen, scene.context, world, [CONTEXT.fill], () => 0, CONTEXT.line);
  paint(pen, scene.areas.shapes, world, [...view.legend.map(fillOf), EMPTY], (i) => view.classes[i], LINE);
}

// one path for each class, filled once; neighbours of a class then have no seam between them
function paint(pen, shapes, frame, fills, classOf, line) {
  const seen = inFrame(shapes, frame);
  const side = seenSide(shapes, frame, seen);
  const fine = side < 4 ? Math.ceil(window.devicePixelRatio || 1) : 8;
  const paths = fills.map(() => new Path2D());
  const parts = fills.map(() => []);
  const join = (number) => paths[number].addPath(trace(shapes, parts[number].splice(0), frame, fine));
  for (const i of seen) {
    const number = classOf(i) in parts ? classOf(i) : parts.length - 1;
    if (parts[number].push(i) === BATCH) join(number);
  }
  parts.forEach((_, number) => join(number));
  paths.forEach((path, number) => {
    pen.fillStyle = fills[number];
    pen.fill(path, 'evenodd');
  });
  // where areas are specks, borders would hide their fills
  if (side < 4) return;
  pen.strokeStyle = line;
  pen.lineWidth = side < 18 ? 0.3 : 0.7;
  paths.forEach((path) => pen.stroke(path));
}

function inFrame({ count, box }, { scale, left, top, width, height }) {
  const [x0, y0, x1, y1] = [left / scale, top / scale, (left + width) / scale, (top + height) / scale];
  const seen = [];
  for (let i = 0, at = 0; i < count; i += 1, at += 4) {
    if (box[at] <= x1 && box[at + 2] >= x0 && box[at + 1] <= y1 && box[at + 3] >= y0) seen.push(i);
  }
  return seen;
}

// the side in pixels that half of the areas in sight exceed
function seenSide({ box }, { scale }, seen) {
  const sides = Float64Array.from(seen, (i) => Math.max(box[4 * i + 2] - box[4 * i], box[4 * i + 3] - box[4 * i + 1]));
  return sides.sort()[sides.length >> 1] * scale;
}

// points go to the nearest part of a pixel: neighbours still meet, and points that have become one are drawn once
function trace({ rings, points, x, y }, indexes, { scale, left, top }, fine) {
  const path = new Path2D();
  for (const index of indexes) {
    for (let ring = rings[index]; ring < rings[index + 1]; ring += 1) {
      let lastX = NaN;
      let lastY = NaN;
      for (let p = points[ring]; p < points[ring + 1]; p += 1) {
        const atX = Math.round((x[p] * scale - left) * fine);
        const atY = Math.round((y[p] * scale - top) * fine);
        if (atX === lastX && atY === lastY) continue;
        if (p === points[ring]) path.moveTo(atX / fine, atY / fine);
        else path.lineTo(atX / fine, atY / fine);
        lastX = atX;
        lastY = atY;
      }
      path.closePath();
    }
  }
  return path;
}

// west, north, east and south edge of all shapes
function extent({ count, box }) {
  const edges = [1, 1, 0, 0];
  for (let at = 0; at < 4 * count; at += 4) {
    edges[0] = Math.min(edges[0], box[at]);
    edges[1] = Math.min(edges[1], box[at + 1]);
    edges[2] = Math.max(edges[2], box[at + 2]);
    edges[3] = Math.max(edges[3], box[at + 3]);
  }
  return edges;
}

// all areas in a small canvas, whose width and height are in pixels of the screen
function paintThumbnail(scene, view, canvas) {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.width / ratio, canvas.height / ratio];
  const [west, north, east, south] = extent(scene.areas.shapes);
  const scale = Math.min((width - 4) / (east - west), (height - 4) / (south - north));
  const left = ((west + east) * scale - width) / 2;
  const top = ((north + south) * scale - height) / 2;
  paintScene(penOf(canvas, width, height), scene, view, { scale, left, top, width, height });
}

function contains({ rings, points, x, y }, index, atX, atY) {
  let inside = false;
  for (let ring = rings[index]; ring < rings[index + 1]; ring += 1) {
    for (let p = points[ring], q = points[ring + 1] - 1; p < points[ring + 1]; q = p, p += 1) {
      const crosses = y[p] > atY !== y[q] > atY;
      if (crosses && atX < ((x[q] - x[p]) * (atY - y[p])) / (y[q] - y[p]) + x[p]) inside = !inside;
    }
  }
  return inside;
}

// finds the area at a point, or -1: a grid of about as many cells as areas, each with the areas whose boxes touch it
function areaFinder(shapes) {
  const { count, box } = shapes;
  const side = Math.ceil(Math.sqrt(count)) || 1;
  const [west, north, east, south] = extent(shapes);
  const column = (x) => Math.min(side - 1, Math.floor(((x - west) / (east - west)) * side));
  const row = (y) => Math.min(side - 1, Math.floor(((y - north) / (south - north)) * side));
  const cells = Array.from({ length: side * side }, () => []);
  for (let i = 0, at = 0; i < count; i += 1, at += 4) {
    for (let r = row(box[at + 1]); r <= row(box[at + 3]); r += 1) {
      for (let c = column(box[at]); c <= column(box[at + 2]); c += 1) cells[r * side + c].push(i);
    }
  }
  return (x, y) => {
    if (x < west || x > east || y < north || y > south) return -1;
    return cells[row(y) * side + column(x)].find((i) => contains(shapes, i, x, y)) ?? -1;
  };
}

// a point well inside an area: the middle of the widest of a few cuts across it
function middle({ rings, points, x, y, box }, index) {
  const [west, north, east, south] = box.subarray(4 * index, 4 * index + 4);
  let best = { width: -1, x: (west + east) / 2, y: (north + south) / 2 };
  for (const part of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
    const atY = north + (south - north) * part;
    const cuts = [];
    for (let ring = rings[index]; ring < rings[index + 1]; ring += 1) {
      for (let p = points[ring], q = points[ring + 1] - 1; p < points[ring + 1]; q = p, p += 1) {
        if (y[p] > atY !== y[q] > atY) cuts.push(((x[q] - x[p]) * (atY - y[p])) / (y[q] - y[p]) + x[p]);
      }
    }
    cuts.sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      // a cut nearer the middle is better than one a little wider
      const width = (cuts[i + 1] - cuts[i]) * (1 - Math.abs(part - 0.5) / 2);
      if (width > best.width) best = { width, x: (cuts[i] + cuts[i + 1]) / 2, y: atY };
    }
  }
  return best;
}
