import sharp from "sharp";
import type { Mistake } from "./data.ts";
import { figure, percent } from "./format.ts";
import { html, type Markup, trusted } from "./markup.ts";

/** Pictures this small are magnified pixel by pixel; larger ones are smoothed. */
const small = 64;

/** The costly mistakes as cards, with pictures where the data has them. */
export async function mistakeCards(
  mistakes: readonly Mistake[] | undefined,
  classNames: readonly string[] | undefined,
): Promise<Markup | undefined> {
  if (mistakes === undefined || mistakes.length === 0) return undefined;
  const nameOf = (value: number): string => classNames?.[value] ?? figure(value);
  const cards = await Promise.all(
    mistakes.map(async ({ image, label, predicted, confidence, loss, index }) => {
      const place = index === undefined ? "" : ` (example ${index})`;
      const picture =
        image &&
        html`<img src="${trusted(await pngUri(image))}" width="${image.width}" height="${image.height}"${
          Math.max(image.width, image.height) <= small && html` class="pixels"`
        } alt="${nameOf(label)} taken for ${nameOf(predicted)}${place}">`;
      return html`<li class="card">${picture}<dl>
<div><dt>True</dt><dd>${nameOf(label)}</dd></div>
<div><dt>Predicted</dt><dd class="wrong">${nameOf(predicted)}</dd></div>
${confidence !== undefined && html`<div><dt>Confidence</dt><dd>${percent(confidence, confidence > 0.99 && confidence < 1 ? 1 : 0)}</dd></div>`}
<div><dt>Loss</dt><dd>${figure(loss)}</dd></div></dl>${index !== undefined && html`<p class="place">#${index}</p>`}</li>`;
    }),
  );
  return html`<ol class="mistakes">${cards}</ol>`;
}

/** A PNG as a data URI, from bytes [channels, height, width]. */
export async function pngUri({ data, channels, height, width }: NonNullable<Mistake["image"]>): Promise<string> {
  const size = height * width;
  const pixels = new Uint8Array(size * channels);
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0; i < size; i++) pixels[i * channels + channel] = data[channel * size + i] as number;
  const raw = { width, height, channels: channels as 1 | 3 };
  const png = await sharp(pixels, { raw }).png().toBuffer();
  return `data:image/png;base64,${png.toString("base64")}`;
}
