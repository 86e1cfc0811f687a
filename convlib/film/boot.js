// Puts the player in the place of each picture: the picture holds the drawing, the data beside it all that changes.
function convlibBoot() {
  const here = document.currentScript?.closest(".convlib-film");
  for (const host of here ? [here] : document.querySelectorAll(".convlib-film")) {
    const data = host.querySelector("script[type='application/json']");
    if (!data) continue; // it plays already
    const picture = decodeURIComponent(host.querySelector("img").getAttribute("src")).replaceAll("'", '"');
    const stage = document.createElement("div");
    const [, svg] = picture.match(/<g class="panels">([^]*)<\/g><text class="caption/);
    ConvlibPlayer.mount(stage).load({ ...JSON.parse(data.textContent), svg }, 1);
    host.replaceChildren(...host.querySelectorAll("style"), stage);
  }
}
