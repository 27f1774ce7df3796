"""Labels: where they may lie."""

import numpy as np
import pytest

from prevent_geo.charts.axes import chart_axes, label_points


@pytest.fixture
def canvas():
    figure, axes = chart_axes(3, left=0, right=0, top=0, bottom=0)
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    return figure, axes


def test_labels_lie_on_neither_points_nor_each_other(canvas):
    figure, axes = canvas
    points = np.array([[x, y] for x in (2.0, 2.4, 8.0) for y in (5.0, 5.4)])
    done = label_points(figure, axes, points, [(number, "a long name") for number in range(6)])
    assert 3 <= len(done) <= 6
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not any(a.overlaps(b) for a in boxes for b in boxes if a is not b)
    places = axes.transData.transform(points)
    assert not any(box.contains(*place) for box in boxes for place in places)


def test_a_label_without_room_is_left_out(canvas):
    assert label_points(*canvas, np.array([[5.0, 5.0]]), [(0, "x" * 200)]) == []


def test_a_label_leaves_lines_free_where_it_can(canvas):
    figure, axes = canvas
    right = np.column_stack([np.linspace(5.1, 9, 50), np.full(50, 5.0)])
    label_points(figure, axes, np.array([[5.0, 5.0]]), [(0, "name")], avoid=right)
    # not to the right, where the line is
    assert axes.texts[0].get_position()[0] < 5
