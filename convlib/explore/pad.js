// A picture that moves two sliders, as a knob in a square would: what is framed in it follows the pointer. The picture
// says which sliders, and how many of their steps it is wide and high; how far they go is in the answer.
function convlibPad(drawing, state, choose) {
  let held = null; // where the pointer took hold, and what the sliders were there

  const take = (pad, { clientX, clientY }) => {
    const { across, down, wide, high } = pad.dataset, frame = pad.querySelector(".place").getBoundingClientRect();
    const { width, height } = pad.querySelector("image").getBoundingClientRect(), { left, right, top, bottom } = frame;
    const inside = clientX > left && clientX < right && clientY > top && clientY < bottom;
    const { values } = state.shown, [x, y] = inside ? [clientX, clientY] : [(left + right) / 2, (top + bottom) / 2];
    held = [[across, values[across][0], x, width / wide], [down, values[down][0], y, height / high]];
  };
  const moved = ([name, from, start, step], now) => {
    const possible = state.shown.valid[name][0], to = from + Math.round((now - start) / step);
    return possible.length ? [name, [Math.min(Math.max(to, possible[0]), possible.at(-1))]] : [name, state.wanted.values[name]];
  };
  const follow = ({ clientX, clientY }) => {
    const next = Object.fromEntries([moved(held[0], clientX), moved(held[1], clientY)]);
    const values = { ...state.wanted.values, ...next };
    if (held.some(([name]) => values[name][0] !== state.wanted.values[name][0])) choose(values);
  };
  const padOf = ({ target }) => target.closest("[data-across]");

  drawing.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button || !padOf(event)) return; // a finger scrolls
    take(padOf(event), event);
    drawing.setPointerCapture(event.pointerId);
    follow(event);
  });
  drawing.addEventListener("pointermove", (event) => { if (held) follow(event); });
  for (const end of ["pointerup", "pointercancel"]) drawing.addEventListener(end, () => { held = null; });
  drawing.addEventListener("click", (event) => {
    if (event.pointerType !== "touch" || !padOf(event)) return;
    take(padOf(event), event);
    follow(event);
    held = null;
  });
}
