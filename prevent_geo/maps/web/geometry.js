// Reads the payload's geometry: whole-number steps become rings of [latitude, longitude].

function readShapes({ scale, areas, context }) {
  let x = 0;
  let y = 0;
  const readRing = (steps) => {
    const ring = [];
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      ring.push([y / scale, x / scale]);
    }
    return ring;
  };
  const readShape = (parts) => parts.map((rings) => rings.map(readRing));
  // each ring goes on from the one before, so the order is the one they were written in
  const read = { areas: areas.map(readShape) };
  read.context = context.map(readShape);
  return read;
}
