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
  const scale = 10 ** next();
  const [areas, context] = [next(), next()];
  const rings = takeSums(areas + context, next);
  const borders = takeSums(rings.at(-1), next);
  const references = take(borders.at(-1), next);
  const isNew = references.map((reference) => (reference === 0 ? 1 : 0));
  const lengths = take(isNew.reduce((sum, one) => sum + one, 0), next);
  let begins = 0;
  for (let ring = 0; ring < rings.at(-1); ring += 1) begins += isNew[borders[ring]];
  const starts = takeSteps(begins, next);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const steps = takeSteps(total, next);
  const drawn = joinBorders({ borders, references, lengths, starts, steps });
  const x = drawn.x.map((unit) => unit / scale / 360 + 0.5);
  const y = drawn.y.map((unit) => mercator(unit / scale));
  return {
    areas: shapesOf(rings.subarray(0, areas + 1), { ...drawn, x, y }),
    context: shapesOf(rings.subarray(areas), { ...drawn, x, y }),
  };
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

function take(count, next) {
  const taken = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) taken[i] = next();
  return taken;
}

// 0, and the sum of the counts up to each
function takeSums(count, next) {
  const sums = new Uint32Array(count + 1);
  for (let i = 0; i < count; i += 1) sums[i + 1] = sums[i] + next();
  return sums;
}

// x and y of steps: the lowest seven bits of all, then the rest; the sign is in the lowest bit
function takeSteps(count, next) {
  const taken = Float64Array.from(take(2 * count, next));
  for (let i = 0; i < 2 * count; i += 1) {
    const number = taken[i] + 128 * next();
    taken[i] = number % 2 ? -(number + 1) / 2 : number / 2;
  }
  return [taken.subarray(0, count), taken.subarray(count)];
}

// rings, each of its borders in turn: a new one in steps, or one that was drawn before, mostly backwards
function joinBorders({ borders, references, lengths, starts: [startX, startY], steps: [stepX, stepY] }) {
  const where = new Uint32Array(lengths.length);
  let [count, fresh] = [0, 0];
  // how many points there will be: one more than steps in each ring
  for (let i = 0; i < references.length; i += 1) {
    count += lengths[references[i] ? fresh - ((references[i] + 1) >> 1) : fresh];
    if (!references[i]) fresh += 1;
  }
  const ringCount = borders.length - 1;
  const points = new Uint32Array(ringCount + 1);
  const x = new Float64Array(count + ringCount);
  const y = new Float64Array(count + ringCount);
  let [at, step, begin, beginX, beginY] = [0, 0, 0, 0, 0];
  fresh = 0;
  for (let ring = 0; ring < ringCount; ring += 1) {
    for (let i = borders[ring]; i < borders[ring + 1]; i += 1) {
      const reference = references[i];
      const opens = i === borders[ring];
      if (reference === 0) {
        if (opens) {
          x[at] = beginX += startX[begin];
          y[at] = beginY += startY[begin];
          begin += 1;
        }
        where[fresh] = at;
        for (const end = at + lengths[fresh]; at < end; at += 1, step += 1) {
          x[at + 1] = x[at] + stepX[step];
          y[at + 1] = y[at] + stepY[step];
        }
        fresh += 1;
      } else {
        const old = fresh - ((reference + 1) >> 1);
        const [way, length] = [reference % 2 ? 1 : -1, lengths[old]];
        const from = way > 0 ? where[old] : where[old] + length;
        for (let k = opens ? 0 : 1; k <= length; k += 1) {
          x[at + k] = x[from + way * k];
          y[at + k] = y[from + way * k];
        }
        at += length;
      }
    }
    at += 1;
    points[ring + 1] = at;
  }
  return { points, x, y };
}

// degrees of latitude to the unit square, 0 in the north
function mercator(latitude) {
  return 0.5 - Math.asinh(Math.tan((latitude * Math.PI) / 180)) / (2 * Math.PI);
}

function shapesOf(rings, { points, x, y }) {
  const count = rings.length - 1;
  const box = new Float64Array(4 * count);
  for (let shape = 0; shape < count; shape += 1) {
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let p = points[rings[shape]]; p < points[rings[shape + 1]]; p += 1) {
      if (x[p] < west) west = x[p];
      if (x[p] > east) east = x[p];
      if (y[p] < north) north = y[p];
      if (y[p] > south) south = y[p];
    }
    box.set([west, north, east, south], 4 * shape);
  }
  return { count, rings, points, x, y, box };
}
