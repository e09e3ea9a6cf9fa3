/** A text with too little contrast: its part and its ratio. */
export interface FaintText {
  readonly part: string;
  readonly text: string;
  readonly ratio: number;
}

/** Every text in longrun's parts with a contrast below 4.5 to 1. Runs in the page. */
export function faintTexts(): FaintText[] {
  // A canvas paints every CSS colour, and reports it in sRGB.
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  if (!paint) throw new Error("There is no canvas.");

  function painted(layers: readonly string[]): number[] {
    paint?.clearRect(0, 0, 1, 1);
    for (const layer of layers) {
      Object.assign(paint ?? {}, { fillStyle: layer });
      paint?.fillRect(0, 0, 1, 1);
    }
    return [...(paint?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
  }
  function luminance(rgb: readonly number[]): number {
    const [r = 0, g = 0, b = 0] = rgb.map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  const faint: FaintText[] = [];
  for (const element of document.querySelectorAll("[data-longrun], [data-longrun] *")) {
    const text = [...element.childNodes]
      .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
      .map(({ textContent }) => textContent?.trim())
      .join("");
    if (text === "" || element.closest('[style*="clip-path"], [role="status"]')) continue;
    const grounds = ["white"];
    const around: Element[] = [];
    for (let at: Element | null = element; at; at = at.parentElement) around.unshift(at);
    for (const one of around) grounds.push(getComputedStyle(one).backgroundColor);
    const ground = luminance(painted(grounds));
    const ink = luminance(painted([...grounds, getComputedStyle(element).color]));
    const ratio = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
    if (ratio < 4.5)
      faint.push({
        part: element.closest("[data-longrun]")?.getAttribute("data-longrun") ?? "",
        text,
        ratio: Math.round(ratio * 100) / 100,
      });
  }
  return faint;
}
