"""Names of other libraries: each is answered with what it is here, none with "no such field"."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from gradgrid.app.service.problems import MAX_DETAIL, MAX_ERRORS, Invalid
from gradgrid.app.service.settings import DEFAULTS
from gradgrid.app.wire import spelling
from gradgrid.app.wire.conventions import CONVENTIONS
from gradgrid.app.wire.known_names import KNOWN, TABLES, Answer, answer_of
from gradgrid.app.wire.reader import fits, read_request
from gradgrid.app.wire.spelling import our_name, sentence

BODY: dict[str, Any] = {"layout": "NCHW", "input": [[[[1, 2], [3, 4]]]], "weight": [[[[1]]]]}
ONE_OF: dict[str, Any] = {"input": BODY["input"]}
NOWHERE = "there is no field of this name"

# By our field, what other libraries, frameworks and courses call it.
RENAMED = {
    "input": "x inputs image lhs last_input src A_prev X input_tensor",
    "weight": "weights Weights w rhs conv1.weight self.conv.weight model.0.weight",
    "bias": "Bias b biases conv1.bias layer.bias",
    "grad_output": "output_gradient output_gradients diff_dst gy gradOutput out.grad y.grad "
    "dL_dout d_L_d_out dvalues delta dout dZ upstream top_diff dY grad Output@GRAD output_grad",
    "stride": "strides window_strides Stride subsample strideNd filterStrideA",
    "dilation": "dilations rhs_dilation DilationFactor dilation_rate dilate dilates",
    "groups": "num_group group feature_group_count groupCount nbGroups group_count",
    "flip_kernel": "flip_filters filter_flip flip",
    "layout": "dataFormat inputLayout data_format",
    "weight_layout": "filterLayout WeightsFormat",
    "output_padding": "adj padding_out",
    "padding": "pad pads paddingNd",
}
# The same, where the value is to be written in another way.
WRITTEN = {
    "padding": "border_mode pad_type padding_algorithm custom_padding pads_begin pads_end autoPad "
    "pad_h pad_w padW padH pad_mode PaddingMode prePadding postPadding padding_l padding_r mode "
    "pad_top paddingLeft pad_t auto_pad",
    "stride": "stride_w stride_h u v sH strideX conv_param hparameters",
    "dilation": "dilation_w_factor dilation_h_factor dilation_h dilationX",
    "flip_kernel": "window_reversal flipped conv_mode c_mode",
    "layout": "dim_ordering dimension_numbers input_batch_dimension",
    "weight_layout": "kernel_output_feature_dimension",
    "output_padding": "outputSizes output_size adjW adjH output_shape target_shape",
}
RESULTS = {
    "grad_input": "x.grad gradInput dinputs diff_src gx dA_prev dx grad_x x_grad d_L_d_input "
    "bottom_diff dx_num input.grad Input@GRAD dLdX",
    "grad_weight": "weight.grad gradWeight d_weights dL_dw d_L_d_filters gW diff_weights dw "
    "weight_diff weight_updates conv1.weight.grad grad_kernel dW1 grad_w1 dfilters dweights "
    "w_grad dW",
    "grad_bias": "bias.grad gradBias dbiases gb diff_bias db d_bias dL_db",
    "output": "y out z dst top_data Z conv_out",
}
# Sizes and counts, which the shapes have.
SIZES = (
    "kernelSize FilterSize NumFilters weight_size bias_sizes kW kH nInputPlane nOutputPlane HH WW "
    "n_H n_W n_C num_filter num_output kernel_size in_channels nbOutputMaps ksize nb_filter "
    "H_out C_in n_H_prev output_channels oheight weights_info "
    "k_h c_out NumChannels in_features nIn outputChannels"
)
SETTINGS = (
    "dimRoundingMode workspace cudnn_tune engine device exhaustive_search workSpaceSizeInBytes "
    "algo prop_kind cudnn_fwd_algo ctx cache output_mask"
)
TRAINING = (
    "kernel_init w_init weight_filler bias_filler WeightsInitializer initialW lr momentum "
    "kernel_regularizer W_constraint lr_mult WeightL2Factor param_initializer gamma_initializer"
)
NO_BIAS = "no_bias with_bias bias_term use_bias has_bias biasEnabled"
ACTIVATIONS = "fused_activation_function activation act nonlinearity activation_fn"
# One name, several meanings: all are in the sentence.
SEVERAL = {
    "dW": ("grad_weight in the answer", "Torch7", "stride"),
    "dH": ("Torch7", "stride", "DL4J", "dilation"),
    "dA": ("after an activation", "grad_output"),
    "F": ("number of filters", "as a tensor it is weight"),
    "features": ("number of output channels", "as a tensor it is input"),
    "kernel": ("a size or a count", "leave it out", "it is weight"),
    "filters": ("a size or a count", "leave it out", "it is weight"),
    "W": ("as a tensor it is weight", "a size or a count"),
    "B": ("as a tensor it is bias", "a size or a count"),
    "K": ("as a tensor it is weight", "a size or a count"),
    "pad_mode": ("it is padding here", "padding_mode"),
    "mode": ("SciPy", "cuDNN", "flip_kernel"),
    "beta": ("cuDNN", "batch normalisation"),
    "loss": ("grad_output", "training"),
    "grads": ("grad_output", "results"),
    "blobs": ("weight and bias", "as a tensor"),
    "transposed": ("operation", '"conv_transpose2d" for true'),
    "window": ("/trace", "StableHLO"),
    "only": ("a field of /trace",),
    "limit": ("a field of /terms",),
    "Convention": ("here it is convention",),
    "ȳ": ("here it is grad_output",),
    "W1": ("here it is weight",),
    "delta": ("grad_output", "OpenCV"),
    "dilates": ("dilation", "from 0: add 1"),
    "flipped": ("flip_kernel", "the other way round"),
    "pad": ("padding", "Darknet"),
    "filter_flip": ("flip_kernel", "true unless it is given"),
    "cover_all": ("rounded down", "pad the bottom"),
    "attributes": ("beside the tensors", '"onnx"'),
    "arr_0": ("np.savez(f, input=..., weight=...)",),
    "arr_11": ("np.savez(f, input=..., weight=...)",),
    "lhs_dilation": ('"conv_transpose2d"',),
}
CASES = [
    *((name, (f"here it is {ours}",)) for ours, names in RENAMED.items() for name in names.split()),
    *((name, (ours,)) for ours, names in WRITTEN.items() for name in names.split()),
    *(
        (name, (f"{result} in the answer", "leave it out"))
        for result, names in RESULTS.items()
        for name in names.split()
    ),
    *((name, ("a size or a count", "leave it out")) for name in SIZES.split()),
    *((name, ("it changes no number: leave it out",)) for name in SETTINGS.split()),
    *((name, ("a part of training", "leave it out")) for name in TRAINING.split()),
    *((name, ("bias is a field of its own", "leave this out")) for name in NO_BIAS.split()),
    *((name, ("gradient before the activation",)) for name in ACTIVATIONS.split()),
    *SEVERAL.items(),
]


def details(body: dict[str, Any]) -> dict[str, str]:
    """The sentence at each field of a refusal."""
    with pytest.raises(Invalid) as caught:
        read_request(body, DEFAULTS)
    return {fault.pointer: fault.detail for fault in caught.value.errors}


@pytest.mark.parametrize(("name", "said"), CASES, ids=[name for name, _ in CASES])
def test_name_of_another_library_is_answered_with_what_it_is_here(
    name: str, said: tuple[str, ...]
) -> None:
    found = sentence(name, BODY)

    assert all(part in found for part in said), found
    assert len(found) <= MAX_DETAIL
    (pointed,) = details(BODY | {name: 1}).values()
    assert NOWHERE not in pointed


def test_every_known_name_has_one_sentence_that_is_not_cut() -> None:
    for one, other in combinations(TABLES, 2):
        assert not one.keys() & other.keys() - {"paddingmode"}
    longest = max(len(f'; or say "convention": "{name}"') for name in CONVENTIONS)
    for name, answer in KNOWN.items():
        assert len(answer.text) + longest <= MAX_DETAIL, name
        assert NOWHERE not in sentence(answer.name, BODY)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stide", "did you mean stride?"),
        ("dilation_rat", "did you mean dilation_rate? here it is dilation: rename it"),
        ("kernel_regulariser", "did you mean kernel_regularizer? it is a part of training"),
        ("colour", NOWHERE),
        ("", NOWHERE),
        ("x" * 100_000, NOWHERE),
        ("权重", NOWHERE),
        (".", NOWHERE),
    ],
    ids=["typo", "typo-of-theirs", "british", "unknown", "empty", "long", "chinese", "point"],
)
def test_name_that_nobody_uses_gets_the_likeliest_one_or_none(name: str, said: str) -> None:
    assert said in sentence(name, BODY)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("src",), {"/src": "here it is input, which was given as well: leave one of them out"}),
        (
            ("a.bias", "b.bias"),
            {"/a.bias": "here it is bias, and so is b.bias: give one of them"},
        ),
    ],
    ids=["field-given", "two-layers"],
)
def test_two_names_of_one_field_are_told_to_be_one(
    names: tuple[str, ...], said: dict[str, str]
) -> None:
    found = details(BODY | {name: [1] for name in names})
    assert said.items() <= found.items()


def test_body_of_many_unknown_names_looks_up_no_more_than_one_of_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up: list[str] = []

    def counted(name: str) -> Answer | None:
        looked_up.append(name)
        return answer_of(name)

    monkeypatch.setattr(spelling, "answer_of", counted)
    counts = []
    for size in (1_000, 20_000):
        looked_up.clear()
        found = details(BODY | {f"layer{k}.weight": 1 for k in range(size)})
        assert len(found) == MAX_ERRORS
        counts.append(len(looked_up))
    assert counts[0] == counts[1]


# Contradicting advice in one answer.
IMAGE, KERNEL = BODY["input"], BODY["weight"]
LAST = [[[[1], [2]], [[3], [4]]]]
FOREIGN: dict[str, tuple[dict[str, Any], str]] = {
    "deeplearning.ai": ({"A_prev": LAST, "W": KERNEL, "b": [1]}, "deeplearning.ai"),
    "onnx": ({"X": IMAGE, "W": KERNEL, "strides": [1, 1], "dilations": [1, 1]}, "onnx"),
    "jax": ({"lhs": IMAGE, "rhs": KERNEL, "rhs_dilation": [1, 1]}, "jax"),
    "tensorflow": ({"inputs": LAST, "filters": KERNEL, "strides": 1}, "tensorflow"),
    "flax-under-jax": (
        {"convention": "jax", "inputs": IMAGE, "kernel": KERNEL, "strides": 1}
        | {"kernel_dilation": 1},
        "",
    ),
    "strides-alone": (BODY | {"strides": 1}, ""),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_one_convention_is_recommended_the_one_that_knows_most_names(case: str) -> None:
    body, convention = FOREIGN[case]

    said = [text for text in details(body).values() if '"convention"' in text]

    assert bool(said) == bool(convention)
    for text in said:
        assert text.endswith(f'; or say "convention": "{convention}"')
    if convention:
        read_request(body | {"convention": convention}, DEFAULTS)


@pytest.mark.parametrize("name", ["filters", "strides", "kernel_size", "x.grad", "colour"])
def test_shapes_are_asked_for_a_layout_with_the_same_sentence(name: str) -> None:
    body = ONE_OF | {name: KERNEL}
    with pytest.raises(Invalid) as caught:
        fits(body)
    assert {each.pointer: each.detail for each in caught.value.errors} == details(body)


def test_name_that_is_a_result_is_no_field() -> None:
    assert our_name("x.grad") is None
    assert our_name("out.grad") == "grad_output"
