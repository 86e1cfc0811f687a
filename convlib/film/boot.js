// Puts the player in the place of a picture: the picture holds the drawing, its data all that changes.
function convlibOpened(picture) {
  const source = decodeURIComponent(picture.getAttribute("src")).replaceAll("'", '"');
  const [, svg] = source.match(/<g class="panels">([^]*)<\/g><text class="caption/);
  return { ...JSON.parse(picture.parentElement.dataset.film), svg };
}
function convlibBoot(picture) {
  if (!picture.parentElement) return; // it was taken away meanwhile
  const stage = ConvlibPlayer.make("div"), style = ConvlibPlayer.make("style", {}, convlibStyle);
  ConvlibPlayer.mount(stage).load(convlibOpened(picture), 1);
  picture.parentElement.replaceChildren(style, stage);
}
