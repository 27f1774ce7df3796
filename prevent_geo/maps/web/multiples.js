// All layers, and all steps in time, as small maps beside one another; a press shows one of them large.

function drawMultiples({ areas, timelines }, map, choose) {
  const views = new Map();
  // drawn when it comes into sight: many maps of many areas take a while
  const watcher = new IntersectionObserver((seen) => seen.filter((one) => one.isIntersecting).forEach(({ target }) => {
    watcher.unobserve(target);
    map.thumbnail(views.get(target), target);
  }), { rootMargin: '300px' });
  const small = (view) => {
    const canvas = element('canvas', { ariaHidden: 'true' });
    penOf(canvas, 210, 140);
    views.set(canvas, view);
    watcher.observe(canvas);
    const lines = view.legend.map(({ label, count }, number) => line(sign(view, number), [`${label}: ${count}`]));
    return element('li', {}, button(() => choose(view), canvas, view.name || view.label),
      list(lines.filter((_, number) => view.legend[number].count !== '0')));
  };
  const group = (title, note, some) => [heading('h3', title, note), list(some.map(small), 'small-maps')];
  byId('small').append(
    ...group('Every layer', 'with the number of areas in each class', areas),
    ...timelines.flatMap(({ title, unit, steps }) => group(`${title} by ${unit}`, 'all in the same classes', steps)),
  );
}
