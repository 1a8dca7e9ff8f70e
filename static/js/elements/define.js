/** Gives the elements of the stage their tags; importing the classes alone does not. */

import { HeatMap } from "./heat-map.js";
import { RouteBoard } from "./route-board.js";
import { StepBoard } from "./step-board.js";
import { SumPanel } from "./sum-panel.js";
import { TensorGrid } from "./tensor-grid.js";
import { TransportBar } from "./transport-bar.js";

customElements.define("tensor-grid", TensorGrid);
customElements.define("heat-map", HeatMap);
customElements.define("step-board", StepBoard);
customElements.define("route-board", RouteBoard);
customElements.define("sum-panel", SumPanel);
customElements.define("transport-bar", TransportBar);
