// Where explorers stand. A place in a page shows the answers that it holds; when the model of its name is there, too,
// Python moves it. A widget's own view, as in a box of widgets, is another such place.
async function convlibUnpacked(pack) {
  const [pieces, rows] = await convlibInflated(pack);
  return rows.map((steps) => {
    let place = 0, text = "";
    for (const step of steps) text += pieces[place += step];
    return JSON.parse(text);
  });
}

const convlibModels = () => (window.convlibModels ??= new Map()); // by the name of their places: how to join them
const convlibPlaces = (name) => [...document.querySelectorAll(`[data-live="${name}"]`)];

// A notebook may make its outputs before it shows them; one that was made anew meanwhile is never shown.
const convlibInPage = (host) => host.isConnected || new Promise((resolve) => {
  new IntersectionObserver((_, observer) => {
    if (!host.isConnected) return;
    observer.disconnect();
    resolve();
  }).observe(host);
});

async function convlibExplorerBoot(picture) {
  const host = picture.parentElement, name = host?.dataset.live;
  if (!host) return; // it was taken away meanwhile
  const film = convlibOpened(picture), [about, now, ...near] = await convlibUnpacked(host.dataset.pack);
  await convlibInPage(host);
  if (host.convlib) return; // a view has moved in
  host.convlib = convlibExplorer(host, about, { ...now, film }, near);
  convlibModels().get(name)?.(host);
}

function convlibInitialize({ model }) {
  const name = model.get("place"), views = new Set();
  // When its output is made anew, a view moves over, before the page is painted.
  const moveIn = () => {
    for (const host of convlibPlaces(name).filter((place) => !place.convlib)) {
      const view = [...views].find((one) => !one.root.isConnected);
      if (!view) return;
      host.convlib = view;
      view.moveTo(host);
      look(host);
    }
  };
  const watch = new MutationObserver(moveIn);
  const look = (host) => {
    const around = (host.closest(".convlib-pair") ?? host).parentElement;
    if (around) watch.observe(around, { childList: true });
  };
  const join = (host) => {
    views.add(host.convlib);
    host.convlib.connect(model);
    look(host);
  };
  const offer = () => views.forEach((view) => view.presets(model.get("presets")));
  convlibModels().set(name, join);
  convlibPlaces(name).filter((host) => host.convlib).forEach(join);
  model.on("change:presets", offer);
  return () => {
    watch.disconnect();
    convlibModels().delete(name);
    views.forEach((view) => view.connect(null, "ended"));
  };
}

function convlibRender({ model, el }) {
  const about = Object.fromEntries(["controls", "editable", "start", "presets"].map((key) => [key, model.get(key)]));
  const view = convlibExplorer(el, about, JSON.parse(model.get("answer")));
  const offer = () => view.presets(model.get("presets"));
  view.connect(model);
  model.on("change:presets", offer);
  return () => { model.off("change:presets", offer); view.close(); };
}
