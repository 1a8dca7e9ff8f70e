/** Gives the elements of the stage their tags; importing the classes alone does not. */

import { HeatMap } from "../grid/heat-map.js";
import { RouteBoard } from "../board/route-board.js";
import { StepBoard } from "../board/step-board.js";
import { SumPanel } from "../equation/sum-panel.js";
import { TensorGrid } from "../grid/tensor-grid.js";
import { TransportBar } from "./transport-bar.js";

customElements.define("tensor-grid", TensorGrid);
customElements.define("heat-map", HeatMap);
customElements.define("step-board", StepBoard);
customElements.define("route-board", RouteBoard);
customElements.define("sum-panel", SumPanel);
customElements.define("transport-bar", TransportBar);
