// What the report needs of ECharts: charts, components, the SVG renderer. Anything else stays out of the bundle.
import { init, registerMap, use } from "echarts/core";
import { BarChart, LineChart, LinesChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GeoComponent, GridComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart,
  LineChart,
  LinesChart,
  ScatterChart,
  AriaComponent,
  GeoComponent,
  GridComponent,
  TooltipComponent,
  SVGRenderer,
]);

export { init, registerMap };
