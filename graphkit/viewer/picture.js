// Saving what the stage shows as a PNG, with the finding above and the source below.

const SAVED_TOP = 62;
const SAVED_FOOT = 34;

function savePicture(explorer) {
  const { stage, data } = explorer;
  stage.moving = false;
  arrangeLabels(explorer);
  paintFrame(stage, 'all');
  const canvas = pictureOf(explorer);
  canvas.toBlob((blob) => {
    const link = make('a', { href: URL.createObjectURL(blob), download: `${savedName(explorer)}.png` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    explorer.tell(`Saved a picture of ${explorer.ego ? data.name(explorer.ego.person) : 'the network'}`);
  }, 'image/png');
}

function savedName({ ego, data }) {
  const label = ego ? data.people.label[ego.person].replace(/[^\w.-]+/g, '_').slice(0, 60) : '';
  return `graphkit_network${label ? `_${label}` : ''}`;
}

/** The stage at the screen's own resolution, between two bands of text. */
function pictureOf({ stage, data, colours, family, count }) {
  const { ratio } = stage.camera;
  const canvas = make('canvas', {
    width: stage.base.width, height: stage.base.height + Math.round((SAVED_TOP + SAVED_FOOT) * ratio),
  });
  const context = canvas.getContext('2d');
  context.fillStyle = css(colours.paper);
  context.fillRect(0, 0, canvas.width, canvas.height);
  const down = Math.round(SAVED_TOP * ratio);
  context.drawImage(stage.base, 0, down);
  context.drawImage(stage.above, 0, down);
  context.scale(ratio, ratio);
  const line = (text, y, font, colour) => {
    context.font = `${font} ${family}`;
    context.fillStyle = css(colour);
    context.fillText(text, 16, y, stage.width - 32);
  };
  line(data.meta.finding, 30, '700 20px', colours.ink);
  line(data.meta.subtitle, 50, '400 12px', colours.muted);
  const foot = SAVED_TOP + stage.height;
  line(`${data.meta.made_from} · ${count.textContent}`, foot + 14, '400 10px', colours.muted);
  line(data.meta.rule, foot + 27, '400 9px', colours.muted);
  return canvas;
}
