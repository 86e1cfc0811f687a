// Pointing at cells with a mouse, a finger or the keyboard, where one cell is the cursor.

// The nearest cell in a direction: of the same panel, else of a panel that lies wholly on that side.
function convlibNear(drawing, from, [dx, dy]) {
  const lies = (node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect(), x = (left + right) / 2, y = (top + bottom) / 2;
    const half = Math.abs((right - left) * dx + (bottom - top) * dy) / 2, ahead = x * dx + y * dy;
    return { ahead, aside: x * dy + y * dx, start: ahead - half, end: ahead + half };
  };
  const home = from.closest(".panel"), here = lies(from), edge = lies(home).end - 4;
  let nearest = null, least = Infinity;
  for (const cell of drawing.querySelectorAll(".cell:not(.off,.partial)")) {
    const panel = cell.closest(".panel"), there = lies(cell), far = panel !== home;
    const ahead = there.ahead - here.ahead, aside = Math.abs(there.aside - here.aside), cost = ahead + 2 * aside + far * 1e6;
    if (ahead < 1 || cost >= least || (far ? lies(panel).start < edge : aside > ahead)) continue;
    [nearest, least] = [cell, cost];
  }
  return nearest;
}

// `point(cell)` and `point()` mark a cell and none, `act(cell)` is a click. Tab stops at the cursor, arrows move it.
function convlibCursor(root, drawing, { point, act, label, playing }) {
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const cellOf = ({ target }) => target.closest(".cell");
  const inside = () => drawing.querySelector(":focus");
  let at = null, shown = null, acted = null; // the cursor; what a finger has shown; where the keyboard has acted

  const put = (cell) => {
    if (cell !== at) {
      for (const name of ["tabindex", "role", "aria-label"]) at?.removeAttribute(name);
      at = cell;
      at.tabIndex = 0;
      at.role = "img";
    }
    at.ariaLabel = label(at);
  };
  const focus = (cell, options) => {
    put(cell);
    at.focus(options);
  };
  const leave = () => root.focus({ preventScroll: true });
  const keep = (id) => {
    const cell = drawing.querySelector(`[data-id="${id}"]`);
    if (cell) focus(cell, { preventScroll: true });
    else leave();
  };
  const does = {
    Escape: leave,
    Enter: () => {
      acted = at.dataset.id;
      act(at);
    },
  };

  const hover = (cell) => ({ pointerType, target }) => pointerType === "touch" || playing() || point(cell({ target }));
  drawing.addEventListener("pointerover", hover(cellOf));
  drawing.addEventListener("pointerleave", hover(inside));
  drawing.addEventListener("mousedown", (event) => { // the film's keys go on after a click
    event.preventDefault();
    leave();
  });
  drawing.addEventListener("click", (event) => {
    const cell = cellOf(event), again = cell === shown;
    shown = event.pointerType === "touch" && cell;
    if (!cell || (shown && !again)) return point(cell); // a finger's first touch shows what a mouse shows by pointing
    acted = null;
    act(cell);
  });
  const around = drawing.parentNode; // an SVG that listens to the focus would take it
  around.addEventListener("focusin", () => playing() || point(at));
  around.addEventListener("focusout", () => playing() || point());

  return {
    place: (cell) => put(inside() || cell), // `cell`, unless someone is elsewhere
    renew: () => at && put(at),
    actionOf: (event) => cellOf(event) && (WAYS[event.key] ? () => focus(convlibNear(drawing, at, WAYS[event.key]) || at)
      : does[event.key]),
    held: () => inside()?.dataset.id,
    keep,
    back: () => keep(acted),
  };
}
