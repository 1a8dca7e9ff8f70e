/**
 * The numbers of the page as a command for the API, which a shell runs and the page reads again.
 *
 * @import {ConvRequest, Numbers} from "./request.js"
 */

/** One argument of a command may have 128 KB on Linux; a longer body stands below it. */
const MAX_ARGUMENT_BYTES = 100_000;
const PATH = "/api/v1/conv2d/backward";

/**
 * @param {ConvRequest} given
 * @param {string} origin of the server, such as http://127.0.0.1:8000
 * @returns {string}
 */
export function curlOf(given, origin) {
  const body = bodyOf(given);
  const command = `curl -s ${origin}${PATH} \\\n  -H 'Content-Type: application/json' \\\n  `;
  if (body.length <= MAX_ARGUMENT_BYTES) return `${command}-d '${body}'\n`;
  return `${command}--data-binary @- <<'END'\n${body}\nEND\n`;
}

/** @param {ConvRequest} given @returns {string} JSON, a tensor on each line */
function bodyOf({ input, weight, bias, grad_output, stride, padding, dilation, groups }) {
  const fields = {
    layout: "NHWC",
    input: nested(input),
    weight: nested(weight),
    bias,
    grad_output: nested(grad_output),
    stride,
    padding,
    dilation,
    groups,
  };
  const lines = Object.entries(fields).map(
    ([name, value]) => `"${name}": ${JSON.stringify(value)}`,
  );
  return `{${lines.join(",\n")}}`;
}

/** @param {Numbers} numbers @returns {any} lists in lists */
function nested({ shape, data }) {
  /** @type {any[]} */
  let rows = data;
  for (const size of shape.slice(1).reverse()) {
    const outer = [];
    for (let at = 0; at < rows.length; at += size) outer.push(rows.slice(at, at + size));
    rows = outer;
  }
  return rows;
}
