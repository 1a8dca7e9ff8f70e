/** Gives the elements their tags; importing the classes alone does not. */

import { CodeListing } from "./code-listing.js";
import { HeatMap } from "./heat-map.js";
import { NumberSheet } from "./number-sheet.js";
import { PicturePatch } from "./picture-patch.js";
import { RouteBoard } from "./route-board.js";
import { ShapeControls } from "./shape-controls.js";
import { StepBoard } from "./step-board.js";
import { SumPanel } from "./sum-panel.js";
import { TensorGrid } from "./tensor-grid.js";
import { TransportBar } from "./transport-bar.js";

customElements.define("tensor-grid", TensorGrid);
customElements.define("heat-map", HeatMap);
customElements.define("code-listing", CodeListing);
customElements.define("picture-patch", PicturePatch);
customElements.define("shape-controls", ShapeControls);
customElements.define("number-sheet", NumberSheet);
customElements.define("step-board", StepBoard);
customElements.define("route-board", RouteBoard);
customElements.define("sum-panel", SumPanel);
customElements.define("transport-bar", TransportBar);
