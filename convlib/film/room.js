// The room that a drawing has: which of its layouts stands in it, and how large. The places are Python's.
function convlibRoom(picture, drawing) {
  const SMALL = 480; // pixels: with less room, as on a phone, what could not be read is larger, and scrolled to
  const SHALLOW = 120; // pixels: on a slide a drawing is not made lower than that
  let film = null, panel = null, layout = null, room = 0, high = 0;
  // A slide of reveal.js has a height: what stands above the drawing and the buttons below it leave the rest.
  const onSlide = () => {
    const slide = picture.closest(".reveal section"), stage = picture.parentElement;
    if (!slide?.offsetWidth) return;
    const { top, width } = slide.getBoundingClientRect(), scale = width / slide.offsetWidth;
    const above = (picture.getBoundingClientRect().top - top) / scale, around = stage.offsetHeight - picture.offsetHeight;
    const high = slide.closest(".slides").offsetHeight - above - around;
    stage.style.setProperty("--high", `${Math.max(SHALLOW, high)}px`);
  };
  const fit = () => {
    if (!film) return;
    if (!high) onSlide();
    const { wide, narrow } = film.layouts, [least, good] = narrow.legible;
    room ||= picture.clientWidth || wide.width;
    high ||= parseFloat(getComputedStyle(picture).maxHeight) || innerHeight;
    const scale = ({ width, height }) => Math.min(room / width, high / height), small = room < SMALL;
    const better = small ? scale(wide) < least : room < wide.width * 0.72 && scale(narrow) > scale(wide);
    const use = better ? narrow : wide;
    drawing.style.setProperty("--least", small && scale(use) < least ? `${use.width * good}px` : "0px");
    if (use === layout) return;
    layout = use;
    drawing.setAttribute("viewBox", `0 0 ${use.width} ${use.height}`);
    drawing.style.setProperty("--natural", `${Math.round(use.width * 1.08)}px`);
    drawing.style.setProperty("--ratio", use.width / use.height);
    for (const [id, [x, y]] of Object.entries(use.at)) panel(id).setAttribute("transform", `translate(${x} ${y})`);
  };
  const watch = new ResizeObserver(() => { room = picture.clientWidth; high = 0; fit(); });
  watch.observe(picture);
  const open = (next, byId) => { film = next; panel = byId; layout = null; fit(); };
  return { open, close: () => watch.disconnect() };
}
