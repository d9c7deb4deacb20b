// Unpacks the scripts of the page and their styles. The policy names their hashes: nothing but what was packed gets in.

(async () => {
  const text = document.getElementById('packed').textContent;
  // Base 85, five characters for four bytes: a sixteenth shorter than base 64.
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~';
  const zipped = new DataView(new ArrayBuffer(Math.ceil(text.length / 5) * 4));
  for (let k = 0; k < text.length; k += 5) {
    let value = 0;
    for (const digit of text.slice(k, k + 5).padEnd(5, '~')) value = value * 85 + digits.indexOf(digit);
    zipped.setUint32((k / 5) * 4, value);
  }
  const part = new Uint8Array(zipped.buffer, 0, Math.floor((text.length * 4) / 5));
  const stream = new Blob([part]).stream().pipeThrough(new DecompressionStream('gzip'));
  const [styles, scripts] = (await new Response(stream).text()).split('\0');
  for (const [tag, words] of [
    ['style', styles],
    ['script', scripts],
  ]) {
    const element = document.createElement(tag);
    element.textContent = words;
    document.head.append(element);
  }
})();
