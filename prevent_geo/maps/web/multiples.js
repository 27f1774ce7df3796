// All layers, and all steps in time, as small maps beside one another; a press shows one of them large.

const SMALL = { width: 210, height: 140 };

function drawMultiples(node, views, map, choose) {
  const canvases = new Map();
  // drawn when it comes into sight: many maps of many areas take a while
  const watcher = new IntersectionObserver((seen) => seen.filter((one) => one.isIntersecting).forEach(({ target }) => {
    watcher.unobserve(target);
    map.thumbnail(canvases.get(target), target);
  }), { rootMargin: '300px' });
  const ratio = window.devicePixelRatio || 1;
  const small = (view) => {
    const canvas = element('canvas', { width: SMALL.width * ratio, height: SMALL.height * ratio, ariaHidden: 'true' });
    canvases.set(canvas, view);
    watcher.observe(canvas);
    const lines = view.legend.flatMap(({ label, count }, number) => (count === '0' ? [] : [line(sign(view, number), [`${label}: ${count}`])]));
    return element('li', {}, element('button', { type: 'button', onclick: () => choose(view) }, canvas, view.name || view.title), list(lines));
  };
  const group = (title, note, some) => {
    const maps = list(some.map(small));
    maps.className = 'small-maps';
    return [heading('h3', title, note), maps];
  };
  node.replaceChildren(
    ...group('Every layer', 'with the number of areas in each class', views.areas),
    ...views.timelines.flatMap(({ title, unit, views: steps }) => group(`${title} by ${unit}`, 'all in the same classes', steps)),
  );
}
