// What a cell is called, by its id.
function convlibName({ labels }, id) {
  const [array, ...index] = id.split("_"), { name = array, skip = 0 } = labels[array] || {};
  const place = index.slice(skip).join(",").replaceAll("-", "−");
  return place ? `${name}[${place}]` : name;
}

// Hovering: an output shows what it reads; an input or a kernel cell, all that it meets. The words are Python's.
function convlibHover({ film, nodes, ids, apply, say, tell, hidden }) {
  const sums = film.sums.length ? film.sums : film.frames, marked = [];
  const writer = new Map(), readers = new Map(), meetings = new Map();
  const add = (map, key, value) => map.has(key) ? map.get(key).push(value) : map.set(key, [value]);
  sums.forEach(({ writes, reads, through }, s) => {
    if (writer.has(writes[0])) return; // shown for more than one frame
    for (const n of writes) writer.set(n, s);
    reads.forEach((read, r) => {
      const kernel = through[r];
      for (const n of new Set([read, film.copies.get(read) ?? read])) add(readers, n, [s, kernel]);
      for (const n of new Set([kernel, film.copies.get(kernel) ?? kernel])) add(meetings, n, [s, read]);
    });
  });
  const name = (n) => convlibName(film, ids[n]);
  const fill = (words, values) => words.replace(/{(\w+)}/g, (_, key) => values[key]);
  const mark = (n, kind) => {
    nodes[n].classList.add(kind);
    marked.push([nodes[n], kind]);
  };
  const unmark = () => {
    for (const [node, kind] of marked.splice(0)) node.classList.remove(kind);
  };
  const meets = (n, found, feeds) => {
    for (const [s, other] of found) {
      for (const write of sums[s].writes) mark(write, "fed");
      if (feeds) mark(other, "fed");
    }
    const { hover } = film, count = new Set(found.map(([s]) => s)).size;
    const outputs = found.slice(0, 12).map(([s, other]) => other === n ? sums[s].left
      : fill(feeds ? hover.through : hover.from, { output: sums[s].left, cell: name(other) })).join(", ");
    tell(name(n), fill(hover.feeds[+(count > 1)], { count, outputs: outputs + (found.length > 12 ? hover.more : "") }));
  };
  const crosses = (node) => node.matches(".wrong"); // they come with what is written
  const point = (cell) => {
    const known = (n) => writer.has(n) || readers.has(n) || meetings.has(n), n = known(cell) ? cell : film.copies.get(cell) ?? cell;
    if (writer.has(n)) {
      const s = writer.get(n);
      if (film.sums.length) for (const other of new Set([...sums[s].reads, ...sums[s].through])) mark(other, "fed");
      else apply(s, (other, moves) => moves || !(film.writes.has(other) || crosses(nodes[other])));
      if (hidden(s)) for (const other of sums[s].hides) mark(other, "hides");
      say(sums[s], !hidden(s));
    } else if (readers.has(n)) meets(n, readers.get(n), true);
    else if (meetings.has(n)) meets(n, meetings.get(n), false);
    else tell(name(n), film.says[n] ?? film.alone);
    mark(n, "pointed");
  };
  return { point, unmark, pointing: () => marked.length > 0, frameOf: (n) => writer.get(n) };
}
