// Line and bar charts. A page writes <div data-chart='{…}'> beside a table with the same figures; see {% chart %}.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([LineChart, BarChart, GridComponent, TooltipComponent, MarkLineComponent, AriaComponent, CanvasRenderer]);

interface Series {
  name: string;
  values: (number | null)[];
  tone?: "blue" | "grey" | "bad" | "warn" | "good";
  dashed?: boolean;
}

interface Chart {
  kind: "line" | "bar" | "rows";
  labels: string[];
  series: Series[];
  unit?: string;
  area?: boolean;
  axis?: boolean;
  least?: number;
}

const TONES = { blue: "#1f5fa8", grey: "#8795a5", bad: "#c8453c", warn: "#d08a1d", good: "#3a9a5f" };
const INK = "#1b2733";
const DIM = "#5b6875";
const LINE = "#e3e8ee";

function options(chart: Chart): EChartsCoreOption {
  const rows = chart.kind === "rows";
  const names = {
    type: "category",
    data: chart.labels,
    inverse: rows,
    axisTick: { show: false },
    axisLine: { show: !rows, lineStyle: { color: LINE } },
    axisLabel: { color: rows ? INK : DIM, fontSize: rows ? 14 : 12 },
  };
  const values = {
    type: "value",
    min: chart.least,
    show: !rows && chart.axis !== false,
    axisLabel: { color: DIM, fontSize: 12 },
    splitLine: { lineStyle: { color: LINE } },
  };
  return {
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 0, right: rows ? 44 : 8, top: 10, bottom: 2, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: (v: unknown) => `${v ?? "—"} ${chart.unit ?? ""}` },
    xAxis: rows ? values : names,
    yAxis: rows ? names : values,
    series: chart.series.map((one) => {
      const color = TONES[one.tone ?? "blue"];
      return chart.kind === "line"
        ? {
            type: "line",
            name: one.name,
            data: one.values,
            smooth: 0.2,
            symbol: "circle",
            symbolSize: (_: unknown, at: { dataIndex: number }) => (at.dataIndex === one.values.length - 1 ? 7 : 0),
            lineStyle: { color, width: 2, type: one.dashed ? "dashed" : "solid" },
            itemStyle: { color },
            areaStyle: chart.area ? { color: "#e9f0f8" } : undefined,
          }
        : {
            type: "bar",
            name: one.name,
            data: one.values,
            barMaxWidth: 14,
            itemStyle: { color, borderRadius: 3 },
            label: rows ? { show: true, position: "right", fontSize: 14, color: INK } : { show: false },
          };
    }),
  };
}

function draw(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    if (place.dataset.drawn) continue;
    place.dataset.drawn = "yes";
    const picture = init(place, null, { renderer: "canvas" });
    picture.setOption(options(JSON.parse(place.dataset.chart ?? "{}") as Chart));
    new ResizeObserver(() => picture.resize()).observe(place);
  }
}

draw(document);
document.addEventListener("htmx:load", (event) => draw(event.target as HTMLElement));
