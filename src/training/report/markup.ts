/** HTML that is safe to insert as it is. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text and numbers are escaped, nothing stands for "leave out". */
export type Content = Markup | string | number | undefined | false | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for HTML, in elements and in quoted attributes. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] as string);
}

/** A template whose every value is escaped unless it is Markup. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return { markup: parts.map((part, i) => part + (i < values.length ? textOf(values[i]) : "")).join("") };
}

/** For our own style sheet, script and drawings only. */
export function trusted(markup: string): Markup {
  return { markup };
}

function textOf(content: Content): string {
  if (content === undefined || content === false) return "";
  if (typeof content === "string" || typeof content === "number") return escapeText(String(content));
  return "markup" in content ? content.markup : content.map(textOf).join("");
}
