// What a film's frames say about each cell, turned round: who reads it, through what, and who writes it.
function convlibLinks(film) {
  const byWrite = new Map(), byRead = new Map(), byKernel = new Map();
  const add = (map, key, value) => map.set(key, [...(map.get(key) || []), value]);
  film.frames.forEach(([write, reads], f) => {
    byWrite.set(film.ids[write], f);
    for (let n = 0; n < reads.length; n += 2) {
      const [read, kernel] = [film.ids[reads[n]], film.ids[reads[n + 1]]];
      add(byRead, read, [f, kernel]);
      if (film.copies[read]) add(byRead, film.copies[read], [f, kernel]);
      add(byKernel, kernel, [f, read]);
    }
  });
  const name = (id) => {
    const [array, ...index] = id.split("_"), [word, skip] = film.labels[array] || [array, 0];
    return `${word}[${index.slice(skip).join(",").replaceAll("-", "−")}]`;
  };
  return { byWrite, byRead, byKernel, name };
}
