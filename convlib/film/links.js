// What a film says about each cell, turned round: who reads it, through what, and who writes it.
function convlibLinks(film) {
  const byWrite = new Map(), byRead = new Map(), byKernel = new Map();
  const add = (map, key, value) => map.set(key, [...(map.get(key) || []), value]);
  const sums = film.sums.length ? film.sums : film.frames;
  sums.forEach(([writes, reads], s) => {
    if (byWrite.has(film.ids[writes[0]])) return; // shown for more than one frame
    for (const write of writes) byWrite.set(film.ids[write], s);
    for (let n = 0; n < reads.length; n += 2) {
      const [read, kernel] = [film.ids[reads[n]], film.ids[reads[n + 1]]];
      for (const id of [read, film.copies[read]]) if (id) add(byRead, id, [s, kernel]);
      for (const id of [kernel, film.copies[kernel]]) if (id) add(byKernel, id, [s, read]);
    }
  });
  const name = (id) => {
    const [array, ...index] = id.split("_"), [word, skip] = film.labels[array] || [array, 0];
    const place = index.slice(skip).join(",").replaceAll("-", "−");
    return place ? `${word}[${place}]` : word;
  };
  return { sums, byWrite, byRead, byKernel, name };
}

// Hovering: an output shows what it reads; an input or a kernel cell, all that it meets.
function convlibHover({ film, nodes, apply, say, tell, hidden }) {
  const { sums, byWrite, byRead, byKernel, name } = convlibLinks(film), marked = [];
  const mark = (id, kind) => {
    const node = nodes.get(id);
    node.classList.add(kind);
    marked.push([node, kind]);
  };
  const unmark = () => {
    for (const [node, kind] of marked.splice(0)) node.classList.remove(kind);
  };
  const meets = (id, found, feeding) => {
    for (const [s, other] of found) {
      for (const write of sums[s][0]) mark(film.ids[write], "fed");
      if (feeding) mark(other, "fed");
    }
    const list = found.slice(0, 12).map(([s, other]) =>
      other === id ? sums[s][2] : `${sums[s][2]} ${feeding ? "through" : "from"} ${name(other)}`).join(", ");
    const outputs = new Set(found.map(([s]) => s)).size;
    tell(name(id), ` feeds ${outputs} output${outputs === 1 ? "" : "s"}: ${list}${found.length > 12 ? ", …" : ""}`);
  };
  const crosses = (id) => nodes.get(id).matches(".wrong"); // they come with what is written
  const alone = (id) => {
    if (nodes.get(id).matches(".empty")) return " is not written";
    if (name(id).startsWith("y")) return " comes from no input";
    return ` feeds no output: ${film.sums.length ? "the padding cuts it away" : "no window reads it"}`;
  };
  const point = (cell) => {
    const id = byWrite.has(cell) || byRead.has(cell) || byKernel.has(cell) ? cell : film.copies[cell] || cell;
    if (byWrite.has(id)) {
      const s = byWrite.get(id);
      if (film.sums.length) for (const n of new Set(sums[s][1])) mark(film.ids[n], "fed");
      else apply(s, (other, attribute) => attribute !== "class" || !(film.writes.has(other) || crosses(other)));
      say(sums[s], !hidden(s));
    } else if (byRead.has(id) || byKernel.has(id)) meets(id, byRead.get(id) || byKernel.get(id), byRead.has(id));
    else if (nodes.get(id)?.matches(".cell")) tell(name(id), alone(id));
    else return;
    mark(id, "pointed");
  };
  return { point, unmark, pointing: () => marked.length > 0, frameOf: (id) => byWrite.get(id) };
}
