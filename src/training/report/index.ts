/** The report of a run as a web page: Node only (it draws with linkedom and sharp). */
export type { EpochRecord, Headline, Mistake, NormRecord, ReportData, SummaryRow } from "./data.ts";
export { renderReport } from "./page.ts";
