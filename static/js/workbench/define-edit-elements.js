/** The tags of the elements that own sizes and numbers are entered with. */

import { NumberSheet } from "./number-sheet.js";
import { PicturePatch } from "./import/picture-patch.js";
import { ShapeControls } from "./shape-controls.js";

customElements.define("number-sheet", NumberSheet);
customElements.define("picture-patch", PicturePatch);
customElements.define("shape-controls", ShapeControls);
