// The areas: drawn by ourselves on one canvas, because Leaflet's own shapes are too slow for tens of thousands.
// Shapes are in the unit square of Web Mercator, so that a point on the screen = x * scale - left.

const EMPTY = '#f2f2f2';
const LINE = '#5f5f5f';
const CONTEXT = { fill: '#fafafa', line: '#c9c9c9' };
const PIXELS = 256;
// a path grows the slower the longer it is, so it grows by short ones
const BATCH = 16;

const AreaCanvas = L.Renderer.extend({
  show(view) {
    this._view = view;
    this._container.hidden = !view;
    this._update();
  },
  _initContainer() {
    this._container = element('canvas', { className: 'areas', ariaHidden: 'true' });
  },
  // Leaflet calls this whenever the view has changed; many calls make one drawing
  _update() {
    if (!this._bounds) L.Renderer.prototype._update.call(this);
    if (!this._map._animatingZoom) this._frame ??= requestAnimationFrame(() => this._draw());
  },
  _draw() {
    this._frame = null;
    // where a zoom began since, its end asks again
    if (!this._view || this._map._animatingZoom) return;
    L.Renderer.prototype._update.call(this);
    const { min } = this._bounds;
    const { x: width, y: height } = this._bounds.getSize();
    const { x: left, y: top } = this._map.getPixelOrigin().add(min);
    const pen = penOf(this._container, width, height);
    L.DomUtil.setPosition(this._container, min);
    paintScene(pen, this.options.scene, this._view, { scale: PIXELS * 2 ** this._map.getZoom(), left, top, width, height });
  },
});

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
  const fine = side < 4 ? Math.ceil(devicePixelRatio) : 8;
  const members = fills.map(() => []);
  seen.forEach((i) => (members[classOf(i)] ?? members.at(-1)).push(i));
  const paths = members.map((indexes, number) => {
    const path = new Path2D();
    while (indexes.length) path.addPath(trace(shapes, indexes.splice(-BATCH), frame, fine));
    pen.fillStyle = fills[number];
    pen.fill(path, 'evenodd');
    return path;
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
      let [lastX, lastY] = [NaN, NaN];
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
function extent({ box }) {
  const edges = [1, 1, 0, 0];
  box.forEach((edge, i) => {
    edges[i % 4] = i % 4 < 2 ? Math.min(edges[i % 4], edge) : Math.max(edges[i % 4], edge);
  });
  return edges;
}

// all areas in a small canvas, whose width and height are in pixels of the screen
function paintThumbnail(scene, view, canvas) {
  const [width, height] = [canvas.width / devicePixelRatio, canvas.height / devicePixelRatio];
  const [west, north, east, south] = extent(scene.areas.shapes);
  const scale = Math.min((width - 4) / (east - west), (height - 4) / (south - north));
  const left = ((west + east) * scale - width) / 2;
  const top = ((north + south) * scale - height) / 2;
  paintScene(penOf(canvas, width, height), scene, view, { scale, left, top, width, height });
}

// where the rings of an area cross a line from west to east, in its order
function crossings({ rings, points, x, y }, index, atY) {
  const found = [];
  for (let ring = rings[index]; ring < rings[index + 1]; ring += 1) {
    for (let p = points[ring], q = points[ring + 1] - 1; p < points[ring + 1]; q = p, p += 1) {
      if (y[p] > atY !== y[q] > atY) found.push(((x[q] - x[p]) * (atY - y[p])) / (y[q] - y[p]) + x[p]);
    }
  }
  return found.sort((a, b) => a - b);
}

function areaAt(shapes, x, y) {
  const isAround = (index) => crossings(shapes, index, y).filter((atX) => atX > x).length % 2;
  return inFrame(shapes, { scale: 1, left: x, top: y, width: 0, height: 0 }).find(isAround);
}

// a point well inside an area: the middle of the widest of a few cuts across it
function middle(shapes, index) {
  const [west, north, east, south] = shapes.box.subarray(4 * index, 4 * index + 4);
  let best = { width: -1, x: (west + east) / 2, y: (north + south) / 2 };
  for (const part of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
    const y = north + (south - north) * part;
    const cuts = crossings(shapes, index, y);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      // a cut nearer the middle is better than one a little wider
      const width = (cuts[i + 1] - cuts[i]) * (1 - Math.abs(part - 0.5) / 2);
      if (width > best.width) best = { width, x: (cuts[i] + cuts[i + 1]) / 2, y };
    }
  }
  return best;
}
