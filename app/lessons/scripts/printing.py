"""The end of a script: its results, one line each, that Python or a JSON reader can read."""

RESULTS = """\
for name, result in {
    "output": output,
    "grad_input": grad_input,
    "grad_weight": grad_weight,
    "grad_bias": grad_bias,
}.items():
    print(name, "=", result.tolist())
"""
# For results that have no tolist() of their own.
RESULTS_OF_TENSORS = RESULTS.replace("result.tolist()", "result.numpy().tolist()")
