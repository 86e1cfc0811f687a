// Pointing at cells with a mouse, a finger or the keyboard, where one cell is the cursor.

// The nearest cell in a direction: of the same panel, else of a panel that lies wholly on that side.
function convlibNear(drawing, from, [dx, dy]) {
  const box = (node) => node.getBoundingClientRect(), home = from.closest(".panel");
  const middle = (cell) => {
    const { left, right, top, bottom } = box(cell.querySelector("rect"));
    return [(left + right) / 2, (top + bottom) / 2];
  };
  const beyond = (a, b) => (dx > 0 ? b.left - a.right : dx < 0 ? a.left - b.right : dy > 0 ? b.top - a.bottom : a.top - b.bottom);
  const [x, y] = middle(from), sides = new Map();
  let nearest = null, least = Infinity;
  for (const cell of drawing.querySelectorAll(".cell[data-id]:not(.off,.partial)")) {
    const panel = cell.closest(".panel"), [p, q] = middle(cell);
    const along = (p - x) * dx + (q - y) * dy, across = Math.abs((p - x) * dy) + Math.abs((q - y) * dx);
    if (!sides.has(panel)) sides.set(panel, beyond(box(home), box(panel)) > -4);
    const far = panel === home ? 0 : 1e6, cost = far + along + 2 * across;
    if (along < 1 || cost >= least || (far ? !sides.get(panel) : across > along)) continue;
    [nearest, least] = [cell, cost];
  }
  return nearest;
}

// `point(cell)` and `point()` mark a cell and none, `act(cell)` is a click. Tab stops at the cursor, arrows move it.
function convlibCursor(root, drawing, { point, act, label, playing }) {
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const cellAt = ({ target }) => target.closest?.(".cell[data-id]");
  const named = (id) => drawing.querySelector(`[data-id="${id}"]`);
  let at = null, shown = null, acted = null; // the cursor; what a finger has shown; where the keyboard has acted

  const put = (cell) => {
    if (cell !== at) {
      for (const name of ["tabindex", "role", "aria-label"]) at?.removeAttribute(name);
      at = cell;
      at.setAttribute("tabindex", 0);
      at.setAttribute("role", "img");
    }
    at.setAttribute("aria-label", label(at));
  };
  const focus = (cell, options) => {
    put(cell);
    at.focus(options);
  };
  const leave = () => root.focus({ preventScroll: true });
  const keep = (id) => {
    const cell = id && named(id);
    if (cell) focus(cell, { preventScroll: true });
    else leave();
  };
  const step = (way) => {
    const next = convlibNear(drawing, at, way);
    if (next) focus(next);
  };
  const enter = () => {
    acted = at.dataset.id;
    act(at);
  };
  const inside = () => drawing.querySelector(":focus");

  const byFinger = ({ pointerType }) => pointerType === "touch";
  drawing.addEventListener("pointerover", (event) => byFinger(event) || playing() || point(cellAt(event)));
  drawing.addEventListener("pointerleave", (event) => byFinger(event) || playing() || point(inside()));
  drawing.addEventListener("mousedown", (event) => { // the film's keys go on after a click
    event.preventDefault();
    leave();
  });
  drawing.addEventListener("click", (event) => {
    const cell = cellAt(event), again = cell === shown;
    shown = byFinger(event) ? cell : null;
    if (shown && !again) return point(cell); // a finger's first touch shows what a mouse shows by pointing
    if (!cell) return point();
    acted = null;
    act(cell);
  });
  const around = drawing.parentNode; // an SVG that listens to the focus would take it
  around.addEventListener("focusin", () => playing() || point(at));
  around.addEventListener("focusout", () => playing() || point());

  return {
    place: (cell) => put(inside() || cell), // `cell`, unless someone is elsewhere
    renew: () => at && put(at),
    actionOf: ({ target, key }) => target.closest(".cell") && (
      WAYS[key] ? () => step(WAYS[key]) : { Enter: enter, Escape: leave }[key]),
    held: () => inside()?.dataset.id,
    keep,
    back: () => keep(acted),
  };
}
