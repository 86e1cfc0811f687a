// What a film says about each cell, turned round: who reads it, through what, and who writes it.
function convlibLinks(film) {
  const byWrite = new Map(), byRead = new Map(), byKernel = new Map();
  const add = (map, key, value) => map.set(key, [...(map.get(key) || []), value]);
  const sums = film.sums.length ? film.sums : film.frames;
  sums.forEach(([writes, reads], s) => {
    for (const write of writes) byWrite.set(film.ids[write], s);
    for (let n = 0; n < reads.length; n += 2) {
      const [read, kernel] = [film.ids[reads[n]], film.ids[reads[n + 1]]];
      for (const id of [read, film.copies[read]]) if (id) add(byRead, id, [s, kernel]);
      for (const id of [kernel, film.copies[kernel]]) if (id) add(byKernel, id, [s, read]);
    }
  });
  const name = (id) => {
    const [array, ...index] = id.split("_"), [word, skip] = film.labels[array] || [array, 0];
    return `${word}[${index.slice(skip).join(",").replaceAll("-", "−")}]`;
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
      `${sums[s][2]} ${feeding ? "through" : "from"} ${name(other)}`).join(", ");
    const outputs = new Set(found.map(([s]) => s)).size;
    tell(name(id), ` feeds ${outputs} output${outputs === 1 ? "" : "s"}: ${list}${found.length > 12 ? ", …" : ""}`);
  };
  const point = (cell) => {
    const id = byWrite.has(cell) || byRead.has(cell) || byKernel.has(cell) ? cell : film.copies[cell] || cell;
    if (byWrite.has(id)) {
      const s = byWrite.get(id);
      if (film.sums.length) for (const n of new Set(sums[s][1])) mark(film.ids[n], "fed");
      else apply(s, (other, attribute) => attribute !== "class" || !film.writes.has(other));
      say(sums[s], !hidden(s));
    } else if (byRead.has(id) || byKernel.has(id)) meets(id, byRead.get(id) || byKernel.get(id), byRead.has(id));
    else if (nodes.get(id)?.matches(".cell")) tell(name(id), " feeds no output: no window reads it");
    else return;
    mark(id, "pointed");
  };
  return { point, unmark, pointing: () => marked.length > 0, frameOf: (id) => byWrite.get(id) };
}
