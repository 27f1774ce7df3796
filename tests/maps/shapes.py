"""An independent reader of the page's geometry, a loop a number."""

from itertools import accumulate, pairwise

import shapely


def decode_shapes(data):
    """Number of decimals, and the polygons of areas and of context in degrees, as the page should read them."""
    numbers = iter(varints(data))

    def take():
        return [next(numbers) for _ in range(next(numbers))]

    def steps(count):
        whole = [low + 128 * rest for low, rest in zip(take(), take(), strict=True)]
        assert len(whole) == 2 * count
        signed = [-(number + 1) // 2 if number % 2 else number // 2 for number in whole]
        return signed[:count], signed[count:]

    decimals, areas, corners = (next(numbers) for _ in range(3))
    rings_of, borders_of, references, lengths = (take() for _ in range(4))
    assert (len(borders_of), len(references)) == (sum(rings_of), sum(borders_of))
    assert len(lengths) == references.count(0)
    openings = [place for place, count in zip(accumulate(borders_of, initial=0), borders_of, strict=False) if count]
    begins = sum(references[place] == 0 for place in openings)
    starts = iter([*zip(*map(accumulate, steps(begins)), strict=True)])
    moves = iter([*zip(*steps(sum(lengths)), strict=True)])
    assert next(numbers, None) is None
    known, rings, at, sizes = [], [], iter(references), iter(lengths)
    for count in borders_of:
        ring = []
        for _ in range(count):
            reference = next(at)
            if reference:
                border = known[-((reference + 1) // 2)]
                border = border if reference % 2 else border[::-1]
            else:
                border = [ring[-1] if ring else next(starts)]
                for _ in range(next(sizes)):
                    (x, y), (dx, dy) = border[-1], next(moves)
                    border.append((x + dx, y + dy))
                known.append(border)
            assert not ring or ring[-1] == border[0]
            ring += border[1:] if ring else border
        assert ring[0] == ring[-1]
        rings.append([(x / 10**decimals, y / 10**decimals) for x, y in ring])
    assert sum(map(len, rings)) == corners
    cuts = [0, *accumulate(rings_of)]
    shapes = [even_odd(rings[a:b]) for a, b in pairwise(cuts)]
    return decimals, shapes[:areas], shapes[areas:]


def even_odd(rings):
    """What the page fills: what lies in an odd number of rings."""
    shape = shapely.Polygon()
    for ring in rings:
        shape = shape.symmetric_difference(shapely.Polygon(ring)) if len(ring) > 3 else shape
    return shape


def varints(data):
    number, weight = 0, 1
    for byte in data:
        number += (byte & 127) * weight
        weight *= 128
        if byte < 128:
            yield number
            number, weight = 0, 1
    assert weight == 1
