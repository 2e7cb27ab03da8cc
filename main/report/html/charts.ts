import type { Bar } from "../document";
import { h, number, said, type Markup } from "./markup";

const width = 320;
const rowHeight = 18;
const barHeight = 10;

/**
 * Bars and the same figures as a table: the drawing is for the eye alone, the table is what is read aloud and printed with it.
 * In: what is counted, the noun of a row, the bars, what the total is of.
 */
export function barChart(title: string, noun: string, bars: readonly Bar[], note: string | null = null): Markup {
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const rows = bars.map(
    ({ name, count }) =>
      h`<tr><td>${said(name)}</td><td class="num">${number(count)}</td><td class="num dim">${share(count, total)}</td></tr>`,
  );
  const drawn = bars.map(({ count }, index) => {
    const long = Math.round((count / most) * (width - 2));
    return h`<rect class="bar" x="0" y="${index * rowHeight + (rowHeight - barHeight) / 2}" width="${Math.max(count > 0 ? 2 : 0, long)}" height="${barHeight}"/>`;
  });
  const height = Math.max(1, bars.length) * rowHeight;
  return h`<div class="chart"><h3 class="hd">${title}</h3>${
    bars.length === 0
      ? h`<p class="none">Nothing to count.</p>`
      : h`<div class="chart-in"><table class="rows chart-table"><thead><tr><th>${noun}</th><th class="num">Count</th><th class="num">Share</th></tr></thead><tbody>${rows}</tbody></table><svg class="bars" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">${drawn}</svg></div>`
  }${note === null ? null : h`<p class="dim note">${note}</p>`}</div>`;
}

function share(count: number, total: number): string {
  return total === 0 ? "" : `${String(Math.round((count / total) * 100))} %`;
}
