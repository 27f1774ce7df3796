// Reads what the page holds: words and columns from JSON, shapes from varints, both deflated and in base64.

async function readScene() {
  const [words, shapes] = await Promise.all(['payload', 'geometry'].map(unpack));
  const scene = JSON.parse(new TextDecoder().decode(words));
  const { areas, context } = readShapes(shapes);
  // a long column that an earlier layer has is told once
  scene.layers.forEach(({ columns, shared }) => shared.forEach(({ at, layer, column, ...head }) => {
    columns.splice(at, 0, { ...head, cells: scene.layers[layer].columns[column].cells });
  }));
  return { ...scene, areas: { ...scene.areas, shapes: areas }, context };
}

async function unpack(id) {
  const letters = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// how the bytes are laid out: see encode_shapes in maps/geometry.py
function readShapes(bytes) {
  const next = numbersOf(bytes);
  const list = () => {
    const numbers = new Uint32Array(next());
    for (let i = 0; i < numbers.length; i += 1) numbers[i] = next();
    return numbers;
  };
  const sums = () => {
    let sum = 0;
    return Uint32Array.from([0, ...list()], (count) => (sum += count));
  };
  // x and y; the sign is in the lowest bit
  const steps = () => {
    const [low, rest] = [list(), list()];
    const signed = new Float64Array(low).map((bits, i) => {
      const number = bits + 128 * rest[i];
      return number % 2 ? -(number + 1) / 2 : number / 2;
    });
    return [signed.subarray(0, signed.length / 2), signed.subarray(signed.length / 2)];
  };
  const [scale, areas, corners, rings] = [10 ** next(), next(), next(), sums()];
  const drawn = joinBorders(corners, sums(), list(), list(), steps(), steps());
  const x = drawn.x.map((unit) => unit / scale / 360 + 0.5);
  // degrees of latitude to the unit square, 0 in the north
  const y = drawn.y.map((unit) => 0.5 - Math.asinh(Math.tan((unit / scale) * (Math.PI / 180))) / (2 * Math.PI));
  const shapes = (some) => shapesOf({ rings: some, points: drawn.points, x, y });
  return { areas: shapes(rings.subarray(0, areas + 1)), context: shapes(rings.subarray(areas)) };
}

function numbersOf(bytes) {
  let at = 0;
  return () => {
    let number = bytes[at] & 127;
    // a number may have more bits than the whole numbers of << and |
    for (let weight = 128; bytes[at] > 127; weight *= 128) {
      at += 1;
      number += (bytes[at] & 127) * weight;
    }
    at += 1;
    return number;
  };
}

// rings, each of its borders in turn: a new one in steps, or one that was drawn before, mostly backwards
function joinBorders(corners, borders, references, lengths, [startX, startY], [stepX, stepY]) {
  const [x, y] = [new Float64Array(corners), new Float64Array(corners)];
  const points = new Uint32Array(borders.length);
  const where = new Uint32Array(lengths.length);
  let [at, step, begin, beginX, beginY, fresh] = [0, 0, 0, 0, 0, 0];
  for (let ring = 1; ring < borders.length; ring += 1) {
    for (let i = borders[ring - 1]; i < borders[ring]; i += 1) {
      const border = fresh - ((references[i] + 1) >> 1);
      const length = lengths[border];
      if (references[i]) {
        const way = references[i] % 2 ? 1 : -1;
        const from = way > 0 ? where[border] : where[border] + length;
        for (let k = 0; k <= length; k += 1) {
          x[at + k] = x[from + way * k];
          y[at + k] = y[from + way * k];
        }
      } else {
        if (i === borders[ring - 1]) {
          x[at] = beginX += startX[begin];
          y[at] = beginY += startY[begin];
          begin += 1;
        }
        for (let k = at; k < at + length; k += 1, step += 1) {
          x[k + 1] = x[k] + stepX[step];
          y[k + 1] = y[k] + stepY[step];
        }
        where[border] = at;
        fresh += 1;
      }
      at += length;
    }
    at += 1;
    points[ring] = at;
  }
  return { points, x, y };
}

function shapesOf({ rings, points, x, y }) {
  const count = rings.length - 1;
  const box = new Float64Array(4 * count);
  for (let shape = 0; shape < count; shape += 1) {
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let p = points[rings[shape]]; p < points[rings[shape + 1]]; p += 1) {
      west = Math.min(west, x[p]);
      east = Math.max(east, x[p]);
      north = Math.min(north, y[p]);
      south = Math.max(south, y[p]);
    }
    box.set([west, north, east, south], 4 * shape);
  }
  return { count, rings, points, x, y, box };
}
